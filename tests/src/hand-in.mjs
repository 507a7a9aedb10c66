/**
 * Hand files in, as their owner would.
 *
 * @param {import('@onetake/core').UploadStore} uploads
 * @param {string} owner
 * @param {Readonly<Record<string, Uint8Array>>} files - By upload id.
 */
export async function handIn(uploads, owner, files) {
  for (const [id, content] of Object.entries(files)) {
    await uploads.create({ id, owner, name: id, bytes: content.byteLength })
    await uploads.append(id, owner, 0, new Blob([new Uint8Array(content)]).stream())
  }
}
