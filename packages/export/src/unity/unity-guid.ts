import { sha256 } from '../bundle/sha256.ts'

/**
 * The identity of an asset: the same package and path give the same GUID, so a bundle that is made again updates what
 * is in a project instead of standing beside it. 32 lower-case hex digits, as Unity writes them; never all zero, which
 * Unity reads as none.
 *
 * @param path - Within the package, with forward slashes.
 */
export async function unityGuid(packageName: string, path: string): Promise<string> {
  const hash = await sha256(new TextEncoder().encode(`${packageName}\0${path}`))
  return hash.slice(0, 32)
}
