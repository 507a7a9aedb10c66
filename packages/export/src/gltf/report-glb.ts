import { ExportError } from '../export-error.ts'
import { snapFps } from '../motion/snap-fps.ts'
import type { Note } from '../report/note.ts'

/** What a foreign GLB says about itself; nothing in it is decoded or changed. */
export interface GlbFacts {
  readonly generator: string | null
  readonly nodes: number
  readonly meshes: number
  readonly skins: number
  readonly clips: readonly ClipFacts[]
  /** Extensions a reader must know to open the file. */
  readonly extensionsRequired: readonly string[]
}

export interface ClipFacts {
  readonly name: string
  readonly durationSeconds: number
  /** As evenly spaced keys imply; `null` where they imply nothing. */
  readonly fps: number | null
}

export interface GlbReport {
  readonly kind: 'glb'
  readonly facts: GlbFacts
  readonly notes: readonly Note[]
}

/** @throws ExportError `invalid-file` for a GLB whose container or JSON cannot be read. */
export function reportGlb(bytes: Uint8Array): GlbReport {
  const json = readJsonChunk(bytes)
  const clips = list(json['animations']).map((animation, index) => clipFacts(json, animation, index))
  const skins = list(json['skins']).length
  const notes: Note[] = [
    {
      code: 'passed-through',
      severity: 'info',
      message: 'The file already is a GLB; its bytes are unchanged.',
    },
  ]
  if (skins === 0 && clips.length > 0)
    notes.push({
      code: 'no-armature',
      severity: 'warning',
      message: 'The GLB has clips but no skin: Blender imports its joints as empties, not as an armature.',
    })
  if (clips.some(({ fps }) => fps === null))
    notes.push({
      code: 'fps-assumed',
      severity: 'info',
      message: 'The keys of a clip are not evenly spaced, so its frame rate is unknown; 30 is assumed.',
      after: 30,
    })
  return {
    kind: 'glb',
    facts: {
      generator: text(record(json['asset'])['generator']),
      nodes: list(json['nodes']).length,
      meshes: list(json['meshes']).length,
      skins,
      clips,
      extensionsRequired: list(json['extensionsRequired']).filter((name) => typeof name === 'string'),
    },
    notes,
  }
}

function clipFacts(json: Json, animation: unknown, index: number): ClipFacts {
  const inputs = new Set(list(record(animation)['samplers']).map((sampler) => record(sampler)['input']))
  const accessors = list(json['accessors'])
  let durationSeconds = 0
  let fps: number | null = null
  for (const input of inputs) {
    const accessor = record(typeof input === 'number' ? accessors[input] : null)
    const first = Number(list(accessor['min'])[0] ?? 0)
    const last = Number(list(accessor['max'])[0] ?? 0)
    const count = Number(accessor['count'] ?? 0)
    const rate = count > 1 && last > first ? (count - 1) / (last - first) : 0
    if (last > durationSeconds) durationSeconds = last
    // Reduced tracks have fewer keys than frames: the densest one tells the rate, if it lands on a standard one.
    if (rate > (fps ?? 0)) fps = rate
  }
  const snapped = fps === null ? null : snapFps(fps)
  return {
    name: text(record(animation)['name']) ?? `clip ${index + 1}`,
    durationSeconds,
    fps: snapped === fps && !Number.isInteger(snapped) ? null : snapped,
  }
}

type Json = Readonly<Record<string, unknown>>

function readJsonChunk(bytes: Uint8Array): Json {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 20) throw broken(bytes.length, 'it ends inside its header')
  if (view.getUint32(4, true) !== 2) throw broken(4, 'it is not version 2 of glTF')
  if (view.getUint32(8, true) !== bytes.length)
    throw broken(
      8,
      `it announces ${view.getUint32(8, true)} bytes and has ${bytes.length}; download it again`,
    )
  const length = view.getUint32(12, true)
  if (view.getUint32(16, true) !== JSON_CHUNK || length > bytes.length - 20)
    throw broken(12, 'its first chunk is not JSON')
  try {
    return record(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(20, 20 + length))),
    )
  } catch {
    throw broken(20, 'its JSON cannot be parsed')
  }
}

const broken = (byteOffset: number, why: string): ExportError =>
  new ExportError('invalid-file', `This GLB is damaged: ${why} (byte ${byteOffset}).`, {
    byteOffset,
    line: null,
    column: null,
  })

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const JSON_CHUNK = 0x4e4f534a
