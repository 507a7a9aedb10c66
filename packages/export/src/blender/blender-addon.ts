import { BLENDER_ADDON } from '../bundle/shipped-files.ts'
import { zipFiles } from '../bundle/zip-files.ts'

/**
 * The onetake add-on for Blender, as the zip that Blender installs: a legacy add-on in 3.4 to 4.1, an extension from
 * 4.2 on. Both demand, or allow, one folder at the top.
 *
 * @see https://docs.blender.org/manual/en/latest/advanced/extensions/addons.html
 */
export function blenderAddon(): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  return zipFiles(
    Object.entries(BLENDER_ADDON).map(([name, text]) => ({
      path: `onetake/${name}`,
      bytes: encoder.encode(text),
    })),
  )
}
