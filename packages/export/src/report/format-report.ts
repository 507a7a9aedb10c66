import type { GlbReport } from '../gltf/report-glb.ts'
import type { Note } from './note.ts'
import type { MotionReport } from './report-motion.ts'

/** A report in words, for a person who knows characters and not file formats. Ends with a line end. */
export function formatReport(report: MotionReport | GlbReport): string {
  const lines = report.kind === 'motion' ? motionLines(report) : glbLines(report)
  const notes = report.notes.map(noteLine)
  return `${[...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`
}

function motionLines({ facts }: MotionReport): readonly string[] {
  const { feet } = facts
  return [
    `${facts.frames} frames at ${rate(facts.fps)} (${facts.durationSeconds.toFixed(2)} s), ${facts.joints} joints`,
    `${metres(facts.heightMetres)} tall on the first frame, lowest point at ${metres(facts.floorOffsetMetres)}`,
    `travels ${metres(facts.travelledMetres)} over the ground`,
    ...(feet
      ? [
          `feet on the ground ${(feet.contactShare * 100).toFixed(0)} % of the time, ` +
            `sliding ${feet.slideMillimetresPerFrame.toFixed(1)} mm a frame`,
        ]
      : []),
  ]
}

function glbLines({ facts }: GlbReport): readonly string[] {
  return [
    `${facts.nodes} nodes, ${facts.meshes} meshes, ${facts.skins} skins`,
    ...(facts.generator === null ? [] : [`made by ${facts.generator}`]),
    ...facts.clips.map(
      ({ name, durationSeconds, fps }) =>
        `clip ${JSON.stringify(name)}: ${durationSeconds.toFixed(2)} s${fps === null ? '' : ` at ${rate(fps)}`}`,
    ),
    ...(facts.extensionsRequired.length > 0 ? [`needs ${facts.extensionsRequired.join(', ')}`] : []),
  ]
}

const noteLine = ({ severity, code, message }: Note): string =>
  `${severity === 'warning' ? 'Look at this' : 'Note'}: ${message} [${code}]`

const rate = (fps: number): string => `${Number(fps.toFixed(3))} fps`

/** Adding 0 takes the sign off a rounded -0.00. */
const metres = (length: number): string => `${(Number(length.toFixed(2)) + 0).toFixed(2)} m`
