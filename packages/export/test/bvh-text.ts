/** What differs between the small files of the tests; everything else is a walker of two joints. */
export interface BvhTextOptions {
  readonly rootChannels?: string
  readonly childChannels?: string
  readonly rootOffset?: string
  readonly frames?: readonly string[]
  readonly declaredFrames?: string
  readonly frameTime?: string
}

/** A spine of 0.9 m on hips, in centimetres: small enough to compute by hand. */
export function bvhText(options: BvhTextOptions = {}): string {
  const {
    rootChannels = '6 Xposition Yposition Zposition Zrotation Xrotation Yrotation',
    childChannels = '3 Zrotation Xrotation Yrotation',
    rootOffset = '0 0 0',
    frames = ['0 90 0 0 0 0 0 0 0', '10 90 0 90 0 0 0 0 0'],
    declaredFrames = `Frames: ${frames.length}`,
    frameTime = 'Frame Time: 0.0333333',
  } = options
  return `HIERARCHY
ROOT Hips
{
  OFFSET ${rootOffset}
  CHANNELS ${rootChannels}
  JOINT Spine
  {
    OFFSET 0 50 0
    CHANNELS ${childChannels}
    End Site
    {
      OFFSET 0 40 0
    }
  }
}
MOTION
${declaredFrames}
${frameTime}
${frames.join('\n')}
`
}
