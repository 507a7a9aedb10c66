import { describe, expect, test } from 'vitest'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { toMotion } from '../motion/to-motion.ts'
import { formatReport } from './format-report.ts'
import { type MotionReport, reportMotion } from './report-motion.ts'

/** A stiff person of 1.7 m whose hips are where each frame says, in centimetres, 25 frames a second. */
function reportOf(hips: readonly string[]): MotionReport {
  const { motion, notes } = toMotion(
    parseBvh(`HIERARCHY
ROOT Hips { OFFSET 0 0 0 CHANNELS 3 Xposition Yposition Zposition
 JOINT Head
 { OFFSET 0 80 0 CHANNELS 0 }
 JOINT LeftFoot
 { OFFSET 10 -90 0 CHANNELS 0 }
 JOINT RightFoot
 { OFFSET -10 -90 0 CHANNELS 0 } }
MOTION Frames: ${hips.length} Frame Time: 0.04
${hips.join('\n')}
`),
  )
  return reportMotion(motion, notes)
}

const codes = ({ notes }: MotionReport): readonly string[] => notes.map(({ code }) => code)

describe('reportMotion', () => {
  test('a person who stands still needs no remark but the unit', () => {
    const report = reportOf(Array.from({ length: 26 }, () => '0 90 0'))
    expect(report.facts).toMatchObject({ frames: 26, fps: 25, durationSeconds: 1, travelledMetres: 0 })
    expect(report.facts.heightMetres).toBeCloseTo(1.7, 6)
    expect(report.facts.feet).toMatchObject({ contactShare: 1, slideMillimetresPerFrame: 0 })
    expect(codes(report)).toEqual(['unit-guessed'])
  })

  test('feet that glide over the floor are measured', () => {
    const report = reportOf(Array.from({ length: 26 }, (_, frame) => `0 90 ${frame * 2}`))
    expect(report.facts.travelledMetres).toBeCloseTo(0.5, 5)
    expect(report.facts.feet?.slideMillimetresPerFrame).toBeCloseTo(20, 3)
    expect(report.facts.feet?.slideMetresPerSecond).toBeCloseTo(0.5, 5)
    expect(codes(report)).toContain('foot-slide')
  })

  test('feet in the air do not slide', () => {
    const report = reportOf(['0 90 0', '0 90 0', '0 120 20', '0 150 40', '0 120 60', '0 90 80', '0 90 80'])
    expect(report.facts.feet?.slideMillimetresPerFrame).toBe(0)
    expect(codes(report)).not.toContain('foot-slide')
  })

  test('a figure in the floor is said to be so, and left there', () => {
    const report = reportOf(['0 0 0', '0 0 0'])
    expect(report.facts.floorOffsetMetres).toBeCloseTo(-0.9, 6)
    expect(formatReport(report)).toContain('Look at this: The figure stands 90 cm in the floor.')
  })

  test('a report reads as sentences', () => {
    expect(formatReport(reportOf(['0 90 0', '0 90 50']))).toBe(
      `2 frames at 25 fps (0.04 s), 4 joints
1.70 m tall on the first frame, lowest point at 0.00 m
travels 0.50 m over the ground
feet on the ground 100 % of the time, sliding 500.0 mm a frame

Note: Lengths are read as cm (1 unit = 0.01 m): the figure is 170 units tall on frame 0. [unit-guessed]
Look at this: Standing feet slide 1250 cm a second. Ask the service for foot locking, or lock the feet by hand. [foot-slide]
`,
    )
  })
})
