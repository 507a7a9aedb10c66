import type { GlbInspection } from './inspect-glb.ts'

/** An inspection in words, for a person who knows characters and not file formats. Ends with a line end. */
export function formatInspection(glb: GlbInspection): string {
  const { bounds } = glb
  const lines = [
    `GLB of ${size(glb.bytes)}${glb.generator === null ? '' : `, made by ${glb.generator}`}`,
    `${many(glb.nodes, 'node')}, ${many(glb.meshes, 'mesh', 'meshes')} of ${many(glb.triangles, 'triangle')} and ` +
      `${many(glb.vertices, 'vertex', 'vertices')}, ${many(glb.materials, 'material')}` +
      (glb.morphTargets > 0 ? `, ${many(glb.morphTargets, 'morph target')}` : ''),
    ...(bounds
      ? [
          `${metres(bounds.max[0] - bounds.min[0])} wide, ${metres(bounds.max[1] - bounds.min[1])} high, ` +
            `${metres(bounds.max[2] - bounds.min[2])} deep; lowest point at ${metres(bounds.min[1])}`,
        ]
      : []),
    ...glb.skins.map(({ name, joints }) => `skin ${JSON.stringify(name)}: ${many(joints, 'joint')}`),
    ...glb.textures.map(
      ({ name, mimeType, width, height, bytes }) =>
        `texture ${JSON.stringify(name)}: ${mimeType ?? 'of a format not known here'}` +
        `${width === null ? '' : `, ${width} x ${height}`}, ${size(bytes)}`,
    ),
    ...glb.clips.map(
      ({ name, durationSeconds, fps }) =>
        `clip ${JSON.stringify(name)}: ${durationSeconds.toFixed(2)} s` +
        (fps === null ? '' : ` at ${Number(fps.toFixed(3))} fps`),
    ),
    ...(glb.extensionsUsed.length > 0 ? [`uses ${glb.extensionsUsed.join(', ')}`] : []),
    ...(glb.extensionsRequired.length > 0
      ? [`opens only where these are known: ${glb.extensionsRequired.join(', ')}`]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

const many = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`

const size = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`

const metres = (length: number): string => `${(Number(length.toPrecision(3)) + 0).toString()} m`
