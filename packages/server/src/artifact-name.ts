import type { MediaKind } from './sniff.ts'

/**
 * A file name that is safe everywhere, made from what we know ourselves and never from what a
 * provider calls it: `text2motion.glb`, `text2motion-2.glb` for variant 2, `multiPerson-person-001.glb` for a label, and `text2motion.fbx.zip`
 * when the bytes are an archive of what was promised.
 *
 * @param taken - Names that other files of the job have; a counter keeps this one apart.
 */
export function artifactName(
  {
    operation,
    format,
    variant = 1,
    label = '',
  }: { operation: string; format: string; variant?: number | undefined; label?: string | undefined },
  { extension }: MediaKind,
  taken: readonly string[],
): string {
  const stem = safe(operation.slice(operation.indexOf('.') + 1)) + (label === '' ? '' : `-${safe(label)}`)
  const suffix = extension === 'bin' || extension === format ? format : `${format}.${extension}`
  for (let copy = 1; ; copy += 1) {
    const counters = [variant > 1 ? `-${variant}` : '', copy > 1 ? `-copy${copy}` : '']
    const name = `${stem}${counters.join('')}.${suffix.replace(/[^A-Za-z0-9.]/g, '')}`
    if (!taken.includes(name)) return name
  }
}

const safe = (text: string) => text.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 80)
