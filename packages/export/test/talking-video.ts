import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inTemporaryFolder } from './blender.ts'

/**
 * Two seconds at 10 frames a second, 64 pixels wide and 32 high, with a tone: red to the left and blue to the right,
 * and from frame 10 on green in the lower half. Needs `FFMPEG_PATH`.
 */
export const talkingVideo = (): Promise<Uint8Array> =>
  inTemporaryFolder((folder) => {
    const right = 'drawbox=x=32:y=0:w=32:h=32:color=blue:t=fill'
    const lower = 'drawbox=x=0:y=16:w=64:h=16:color=lime:t=fill:enable=gte(n\\,10)'
    const picture = `color=red:size=64x32:rate=10:duration=2,${right},${lower}`
    const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=duration=2']
    const encoding = '-c:v libx264 -pix_fmt yuv420p -qp 10 -c:a aac'.split(' ')
    const path = join(folder, 'talk.mp4')
    execFileSync(process.env['FFMPEG_PATH'] ?? '', ['-v', 'error', ...inputs, ...encoding, path])
    return Uint8Array.from(readFileSync(path))
  })
