import type { FbxNote } from './fbx-note.ts'
import { turnToStandard } from './file/fbx-axes.ts'
import { type FbxRoot, type FbxSettings, readFbxSettings } from './read-fbx-settings.ts'

export interface FbxReport {
  readonly kind: 'fbx'
  readonly facts: FbxSettings
  readonly notes: readonly FbxNote[]
}

/**
 * What a file is and what will surprise a person who imports it.
 *
 * @throws ExportError as `readFbx` does.
 */
export function reportFbx(bytes: Uint8Array): FbxReport {
  const facts = readFbxSettings(bytes)
  return {
    kind: 'fbx',
    facts,
    notes: [
      ...unitNotes(facts),
      ...axisNotes(facts),
      ...facts.roots.flatMap(rootNotes),
      ...otherNotes(facts),
    ],
  }
}

/** A report in words, for a person who knows characters and not file formats. Ends with a line end. */
export function formatFbxReport({ facts, notes }: FbxReport): string {
  const lines = [
    `FBX ${(facts.version / 1000).toFixed(1)}${facts.creator ? ` by ${facts.creator}` : ''}`,
    `one unit is ${unitName(facts.unitScaleFactor)}, ${facts.axes.up.toUpperCase()} is up, ${facts.axes.front.toUpperCase()} is the front`,
    `${counted(facts.meshes, 'mesh', 'meshes')}, ${counted(facts.joints, 'joint', 'joints')}, ${counted(facts.skins, 'skin', 'skins')}, ${counted(facts.materials, 'material', 'materials')}`,
    ...facts.clips.map(
      ({ name, durationSeconds }) =>
        `clip ${JSON.stringify(name)}: ${durationSeconds.toFixed(2)} s${facts.fps === null ? '' : ` at ${Number(facts.fps.toFixed(3))} fps`}`,
    ),
  ]
  const remarks = notes.map(
    ({ severity, code, message }) =>
      `${severity === 'warning' ? 'Look at this' : 'Note'}: ${message} [${code}]`,
  )
  return `${[...lines, ...(remarks.length > 0 ? ['', ...remarks] : [])].join('\n')}\n`
}

function unitNotes({ unitScaleFactor }: FbxSettings): readonly FbxNote[] {
  if (unitScaleFactor === 100) return []
  if (unitScaleFactor === 1)
    return [
      {
        code: 'unit-centimetres',
        severity: 'info',
        message:
          'Lengths are centimetres. Blender and Unity convert them and keep a scale of 0.01 on an object or on the import; three.js and assimp do not, and show everything 100 times too big.',
        before: 1,
      },
    ]
  return [
    {
      code: 'unit-unusual',
      severity: 'warning',
      message: `Lengths are in units of ${unitScaleFactor} cm. Programs that do not convert units will show it ${Number((100 / unitScaleFactor).toPrecision(3))} times too big.`,
      before: unitScaleFactor,
    },
  ]
}

function axisNotes({ axes }: FbxSettings): readonly FbxNote[] {
  if (turnToStandard(axes) === null)
    return [
      {
        code: 'left-handed',
        severity: 'warning',
        message: 'The axes are left-handed or contradict each other; importers will guess. Export it again.',
      },
    ]
  if (axes.up === '+y' && axes.front === '+z') return []
  return [
    {
      code: 'axes-unusual',
      severity: 'warning',
      message: `${axes.up.toUpperCase()} is up and ${axes.front.toUpperCase()} is the front. three.js does not convert this, and Unity turns the top object to make up for it.`,
      before: axes.up,
      after: '+y',
    },
  ]
}

function rootNotes({ name, turnedDegrees, scaling, kind }: FbxRoot): readonly FbxNote[] {
  const notes: FbxNote[] = []
  const scale = Math.max(...scaling)
  if (kind !== 'LimbNode' && Math.abs(turnedDegrees - 90) < 0.5)
    notes.push({
      code: 'root-turned',
      severity: 'warning',
      message: `${JSON.stringify(name)} stands turned by ${Number(turnedDegrees.toFixed(2))} degrees: code that sets its rotation will lay it down.`,
      before: turnedDegrees,
      after: 0,
    })
  if (scaling.some((value) => Math.abs(value - 1) > 1e-3))
    notes.push({
      code: 'root-scaled',
      severity: 'warning',
      message: `${JSON.stringify(name)} is scaled by ${Number(scale.toPrecision(4))}: what is attached to it will be, too.`,
      before: scale,
      after: 1,
    })
  return notes
}

function otherNotes({ fps, clips, joints, texturesOutside }: FbxSettings): readonly FbxNote[] {
  const notes: FbxNote[] = []
  if (fps === null && clips.length > 0)
    notes.push({
      code: 'fps-unknown',
      severity: 'warning',
      message: 'The file names no frame rate that is known; importers will take their own.',
    })
  if (joints === 0 && clips.length > 0)
    notes.push({
      code: 'no-armature',
      severity: 'info',
      message: 'There are clips and no joints: objects move, and no character.',
    })
  if (texturesOutside.length > 0)
    notes.push({
      code: 'textures-outside',
      severity: 'info',
      message: `Textures are files of their own and must lie beside it: ${texturesOutside.slice(0, 5).join(', ')}${texturesOutside.length > 5 ? ' and others' : ''}.`,
    })
  return notes
}

const unitName = (factor: number): string => {
  const known: Readonly<Record<string, string>> = {
    0.1: 'a millimetre',
    1: 'a centimetre',
    2.54: 'an inch',
    10: 'a decimetre',
    30.48: 'a foot',
    100: 'a metre',
  }
  return known[factor] ?? `${Number(factor.toPrecision(6))} cm`
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
