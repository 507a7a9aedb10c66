import { defaultView } from '../files/mp4.ts'
import type { RenderRecipe } from './job.ts'
import { InvalidParams, type Params } from '../deepmotion/params.ts'
import type { Plan } from './plan.ts'
import { sourceOf } from './source.ts'
import type { World } from './world.ts'

type Color = RenderRecipe['backgroundColor']

/** The 2D backdrops, each stood in for by the colour that covers most of what its name promises. */
const BACKDROPS: Readonly<Record<string, Color>> = {
  Checker_Cloudscape: [150, 190, 235],
  Golden_Age_Glitz: [212, 175, 55],
  Inferno_Stage: [190, 50, 20],
  Jungle_Grove: [40, 110, 50],
  Mystic_Brick: [120, 60, 80],
  Mystic_Concrete: [110, 115, 130],
  Rainbow_Spotlight: [170, 90, 200],
  Red_Carpet: [140, 15, 35],
  Retro_Revue: [225, 120, 60],
  Sakura_Dreamscape: [245, 180, 200],
  Spotlit_Stage: [60, 50, 70],
  Timbered_Retreat: [130, 90, 55],
  Urban_Rooftop: [85, 100, 120],
}

const STUDIO: Color = [90, 94, 102]

/** @see SayMotion REST API document v1.5.0, the render processor: plain keys, `camMode` with a small c. */
export function planRender(world: World, params: Params): Plan {
  const { job, variant } = sourceOf(world, params)
  const backdrop = params.oneOf('backdrop', ['studio', ...Object.keys(BACKDROPS)])
  const flat = backdrop === null ? undefined : BACKDROPS[backdrop]
  const tint = readColor(params)
  const shadow = params.integer('shadow', 0, 1) !== 0
  const cameraMode = params.integer('camMode', 0, 2)
  return {
    kind: 'render',
    motion: job.motion,
    render: {
      variant,
      backgroundColor: flat ?? tint ?? (backdrop === 'studio' ? STUDIO : defaultView.backgroundColor),
      // Shadows have no effect on 2D backdrops.
      shadow: flat ? false : shadow,
      cameraMode: cameraMode === 1 || cameraMode === 2 ? cameraMode : 0,
      cameraAngleDegrees: params.number('camHorizontalAngle', -90, 90) ?? 0,
    },
    variants: 1,
    skipFbx: true,
    sourceRid: job.rid,
    model: null,
  }
}

/** `R,G,B,A`, each 0..255; alpha is ignored. */
function readColor(params: Params): Color | null {
  const text = params.text('bgColor')
  if (text === null) return null
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [red, green, blue] = parts
  const right = parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
  if (!right || red === undefined || green === undefined || blue === undefined)
    throw new InvalidParams(`bgColor is R,G,B,A, each from 0 to 255, not ${JSON.stringify(text)}.`)
  return [red, green, blue]
}
