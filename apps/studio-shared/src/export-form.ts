import type { AppCatalog } from '@onetake/api'

type ExportInput = AppCatalog['export.bundle']['input']

export interface ExportForm {
  target: ExportInput['for']
  travel: keyof typeof TRAVELS
  /** Frames per second as chosen; empty leaves the motion as it is. */
  fps: '' | (typeof FRAME_RATES)[number]
}

export const TARGETS: Readonly<Record<ExportForm['target'], string>> = {
  blender: 'Blender',
  unity: 'Unity',
  web: 'The web',
}

export const TRAVELS = {
  keep: 'Moves with the hips',
  'in-place': 'Stays in place',
  'root-bone': 'Moves on a root bone',
} as const satisfies Record<NonNullable<ExportInput['rootMotion']>, string>

export const FRAME_RATES = ['24', '25', '30', '60'] as const

/** What a character may be: for a file field. */
export const CHARACTER_FILES = '.glb,.vrm'

export const NEW_EXPORT_FORM: ExportForm = { target: 'blender', travel: 'keep', fps: '' }

/** What is untouched is left out: then a file goes into the bundle as it came. */
export const toExportInput = (
  { target, travel, fps }: ExportForm,
  motion: { readonly job: string; readonly variant: number; readonly character: string | null },
): ExportInput => ({
  job: motion.job,
  for: target,
  variant: motion.variant,
  ...(motion.character !== null && { character: motion.character }),
  ...(travel !== 'keep' && { rootMotion: travel }),
  ...(fps !== '' && { fps: Number(fps) }),
})
