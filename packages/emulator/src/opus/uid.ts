/** A job's id in the shape of a UUID; assumed, its real shape is not public. @param id - 64 hexadecimal digits. */
export function toUid(id: string): string {
  return [
    id.slice(0, 8),
    id.slice(8, 12),
    `4${id.slice(13, 16)}`,
    `8${id.slice(17, 20)}`,
    id.slice(20, 32),
  ].join('-')
}
