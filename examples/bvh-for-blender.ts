// A finished job's BVH, made ready for Blender: metres, Y up, the right frame rate, one armature.
// Run it: pnpm --filter @onetake/examples exec tsx bvh-for-blender.ts
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { exportFor, formatReport } from '@onetake/export'

const out = await mkdtemp(join(tmpdir(), 'onetake-example-'))

const bvh = `HIERARCHY
ROOT hips
{
  OFFSET 0 93 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT head
  {
    OFFSET 0 60 0
    CHANNELS 3 Zrotation Xrotation Yrotation
    End Site
    {
      OFFSET 0 20 0
    }
  }
}
MOTION
Frames: 2
Frame Time: 0.0333333
0 93 0 0 0 0 0 0 0
0 93 10 0 0 0 0 0 30
`

const source = { name: 'nod.bvh', bytes: new TextEncoder().encode(bvh) }
const { files, report } = await exportFor('blender', [source])
for (const { path, bytes } of files) {
  await mkdir(dirname(join(out, path)), { recursive: true })
  await writeFile(join(out, path), bytes)
}
for (const each of report.sources) console.log(formatReport(each))
console.log(`Open it: blender -P ${join(out, 'import_nod.py')}`)
