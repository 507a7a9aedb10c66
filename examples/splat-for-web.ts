// A job's splat scene, made small for a web page: what nobody sees is dropped, the rest is an SPZ and a GLB.
// Run it: pnpm --filter @onetake/examples exec tsx splat-for-web.ts
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatSplatReport, pruneSplats, readSplats, reportSplats, splatsTo } from '@onetake/export'

const out = await mkdtemp(join(tmpdir(), 'onetake-example-'))

// What a trainer writes: a spiral of splats, half of them too faint to see.
const properties = 'x y z f_dc_0 f_dc_1 f_dc_2 opacity scale_0 scale_1 scale_2 rot_0 rot_1 rot_2 rot_3'.split(
  ' ',
)
const rows = Array.from({ length: 2000 }, (_, index) => {
  const angle = index / 50
  const opacity = index % 2 === 0 ? 3 : -9
  return [
    Math.cos(angle),
    index / 1000 - 1,
    Math.sin(angle),
    1,
    index / 1000 - 1,
    -1,
    opacity,
    -4,
    -4,
    -4,
    1,
    0,
    0,
    0,
  ]
})
const header = `ply
format binary_little_endian 1.0
element vertex ${rows.length}
${properties.map((name) => `property float ${name}`).join('\n')}
end_header
`
const values = Float32Array.from(rows.flat())
const ply = new Uint8Array([...new TextEncoder().encode(header), ...new Uint8Array(values.buffer)])

const { splats, notes } = await readSplats(ply)
console.log(formatSplatReport(reportSplats(splats, notes)))
const seen = pruneSplats(splats, { minOpacity: 1 / 255 })
console.log(`${splats.count - seen.count} splats were too faint to see`)
for (const target of ['spz', 'glb'] as const) {
  const { bytes } = await splatsTo(target, seen)
  await writeFile(join(out, `spiral.${target}`), bytes)
  console.log(`${join(out, `spiral.${target}`)}: ${bytes.length} bytes of ${ply.length}`)
}
