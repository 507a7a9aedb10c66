import { gunzipSync } from 'fflate'

/** What lies at each path of a .unitypackage, as bytes. */
export function unityAssets(
  unitypackage: Uint8Array,
): ReadonlyMap<string, { readonly guid: string; readonly asset: Uint8Array; readonly meta: string }> {
  const entries = untar(gunzipSync(unitypackage))
  const text = (path: string): string => new TextDecoder().decode(entries.get(path))
  const guids = [...entries.keys()].flatMap((path) => path.match(/^.+(?=\/pathname$)/) ?? [])
  return new Map(
    guids.map((guid) => [
      text(`${guid}/pathname`),
      { guid, asset: entries.get(`${guid}/asset`) ?? new Uint8Array(), meta: text(`${guid}/asset.meta`) },
    ]),
  )
}

/** @see POSIX.1-2017, pax, "ustar Interchange Format" */
function untar(tar: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>()
  for (let at = 0; (tar[at] ?? 0) !== 0;) {
    const field = (from: number, length: number): string =>
      new TextDecoder().decode(tar.subarray(at + from, at + from + length)).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8)
    entries.set(
      [field(345, 155), field(0, 100)].filter(Boolean).join('/'),
      tar.slice(at + 512, at + 512 + size),
    )
    at += 512 + Math.ceil(size / 512) * 512
  }
  return entries
}
