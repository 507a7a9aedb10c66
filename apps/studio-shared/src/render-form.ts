import type { AppCatalog } from '@onetake/api'

type RenderInput = AppCatalog['saymotion.render']['input']

export interface RenderForm {
  backdrop: NonNullable<RenderInput['backdrop']>
  camera: keyof typeof CAMERAS
  /** -90 to 90; 0 is in front. */
  angleDegrees: number
  shadow: boolean
  /** `#rrggbb`. Tints the studio; the flat backdrops keep their own colors. */
  color: string
}

export const BACKDROPS: Readonly<Record<RenderForm['backdrop'], string>> = {
  studio: 'Studio',
  Checker_Cloudscape: 'Checker cloudscape',
  Golden_Age_Glitz: 'Golden age glitz',
  Inferno_Stage: 'Inferno stage',
  Jungle_Grove: 'Jungle grove',
  Mystic_Brick: 'Mystic brick',
  Mystic_Concrete: 'Mystic concrete',
  Rainbow_Spotlight: 'Rainbow spotlight',
  Red_Carpet: 'Red carpet',
  Retro_Revue: 'Retro revue',
  Sakura_Dreamscape: 'Sakura dreamscape',
  Spotlit_Stage: 'Spotlit stage',
  Timbered_Retreat: 'Timbered retreat',
  Urban_Rooftop: 'Urban rooftop',
}

export const CAMERAS = { cinematic: 'Moving', fixed: 'Fixed', face: 'On the face' } as const

export const NEW_RENDER_FORM: RenderForm = {
  backdrop: 'studio',
  camera: 'cinematic',
  angleDegrees: 0,
  shadow: true,
  color: '#d9dee8',
}

/** Of a flat backdrop, neither the color nor the shadow has an effect; they are not sent. */
export const toRenderInput = (
  { backdrop, camera, angleDegrees, shadow, color }: RenderForm,
  motion: { readonly job: string; readonly variant: number },
): RenderInput => ({
  ...motion,
  backdrop,
  cameraMode: camera,
  cameraAngleDegrees: angleDegrees,
  ...(backdrop === 'studio' && { shadow, backgroundColor: toChannels(color) }),
})

/** `#rrggbb` to red, green, blue and alpha, each from 0 to 255. */
function toChannels(color: string): [number, number, number, number] {
  const value = Number.parseInt(color.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, 255]
}
