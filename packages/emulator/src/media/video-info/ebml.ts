import type { ByteSource } from '../video-info.ts'

export interface EbmlElement {
  readonly id: number
  /** Where its content lies; `to` is the end of the file for one of unknown size. */
  readonly from: number
  readonly to: number
}

export interface EbmlReader {
  /** Elements one after the other; of those in `walkedThrough`, the head and then what is inside. */
  elements(from: number, to: number, walkedThrough?: readonly number[]): AsyncGenerator<EbmlElement>
  unsigned(element: EbmlElement): Promise<number>
  float(element: EbmlElement): Promise<number>
  text(element: EbmlElement): Promise<string>
  /** Which track a Matroska block belongs to, and when it is shown, relative to its cluster. */
  blockHead(element: EbmlElement): Promise<{ readonly track: number; readonly timestamp: number }>
}

/** How much is read at once: heads of elements are small and near to each other. */
const WINDOW_BYTES = 64 * 1024

/** @see RFC 8794 (EBML), sections 4 (variable size integers), 6 and 7 */
export function createEbmlReader(source: ByteSource): EbmlReader {
  let window = { at: 0, bytes: new Uint8Array() }

  async function view(at: number, length: number): Promise<DataView> {
    if (at < window.at || at + length > window.at + window.bytes.byteLength)
      window = { at, bytes: new Uint8Array(await source.read(at, Math.max(length, WINDOW_BYTES))) }
    const from = at - window.at
    return new DataView(window.bytes.buffer, from, Math.min(length, window.bytes.byteLength - from))
  }

  /** A variable size integer; `value` is null when all its bits say "unknown". */
  async function variable(at: number, keepMarker: boolean) {
    const head = (await view(at, 1)).getUint8(0)
    const length = Math.clz32(head) - 23
    if (length > 8) throw new RangeError('An EBML number has at most eight bytes.')
    const bytes = await view(at, length)
    const bits = head & (0xff >> length)
    let value = keepMarker ? head : bits
    let unknown = bits === 0xff >> length
    for (let index = 1; index < length; index++) {
      value = value * 256 + bytes.getUint8(index)
      unknown &&= bytes.getUint8(index) === 0xff
    }
    return { length, value: unknown && !keepMarker ? null : value }
  }

  async function unsigned({ from, to }: EbmlElement): Promise<number> {
    const length = Math.min(8, to - from)
    const bytes = await view(from, length)
    let value = 0
    for (let index = 0; index < length; index++) value = value * 256 + bytes.getUint8(index)
    return value
  }

  return {
    async *elements(from, to, walkedThrough = []) {
      for (let at = from; at + 2 <= to;) {
        const id = await variable(at, true)
        const size = await variable(at + id.length, false)
        const content = at + id.length + size.length
        const end = size.value === null ? to : Math.min(to, content + size.value)
        yield { id: id.value ?? 0, from: content, to: end }
        at = walkedThrough.includes(id.value ?? 0) ? content : end
      }
    },
    unsigned,
    async float(element) {
      const bytes = await view(element.from, element.to - element.from)
      return bytes.byteLength === 4 ? bytes.getFloat32(0) : bytes.getFloat64(0)
    },
    async text({ from, to }) {
      const bytes = await view(from, Math.min(256, to - from))
      return new TextDecoder().decode(bytes).replace(/\0+$/, '')
    },
    async blockHead({ from }) {
      const track = await variable(from, false)
      return { track: track.value ?? 0, timestamp: (await view(from + track.length, 2)).getInt16(0) }
    },
  }
}
