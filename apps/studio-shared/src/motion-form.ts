import type { AppCatalog } from '@onetake/api'

type MotionInput = AppCatalog['saymotion.text2motion']['input']

/** What the fields hold: text as typed, so that the server can say what is wrong with it. */
export interface MotionForm {
  prompt: string
  /** Id of who moves; empty, as until the characters are listed, is the first of them. */
  character: string
  /** Seconds as typed; empty lets the service decide. */
  duration: string
  footLocking: keyof typeof FOOT_LOCKING
  /** 0 to 1. */
  smoothing: number
  /** 1 to {@link MOST_VARIANTS}. */
  variants: number
}

export const FOOT_LOCKING = {
  auto: 'Automatic',
  always: 'Always',
  never: 'Never',
  grounding: 'Keep on the ground',
} as const

export const MOST_VARIANTS = 4

const NEW_FORM: MotionForm = {
  prompt: '',
  character: '',
  duration: '',
  footLocking: 'auto',
  smoothing: 0,
  variants: 1,
}

/** What is untouched is left out: the service's own defaults hold. */
export const toMotionInput = ({
  prompt,
  character,
  duration,
  footLocking,
  smoothing,
  variants,
}: MotionForm): MotionInput => ({
  prompt,
  variants,
  ...(character !== '' && { character }),
  ...(duration.trim() !== '' && { durationSeconds: Number(duration) }),
  ...(footLocking !== 'auto' && { footLocking }),
  ...(smoothing > 0 && { poseFilteringStrength: smoothing }),
})

const KEY = 'onetake.motion-form'

/** What this tab had typed before a reload. */
export function readMotionForm(): MotionForm {
  try {
    return { ...NEW_FORM, ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}') }
  } catch {
    return NEW_FORM
  }
}

export function writeMotionForm(form: MotionForm): void {
  sessionStorage.setItem(KEY, JSON.stringify(form))
}
