import { mp4Error } from './mp4-error.ts'
import { boxAt, boxesIn, type Mp4Box, type Mp4Bytes, mp4Bytes, topBoxes } from './mp4-box.ts'
import { indexOf } from './probe-mp4.ts'
import { entriesOf } from './sample-table.ts'

/**
 * The same video with its index (`moov`) before its content, so that browsers and Unity can begin to play while it still
 * arrives. Pictures and sound are the same bytes; only their places in the index change. Empty boxes are left out.
 *
 * @returns `bytes` itself where the index already comes first.
 * @throws ExportError as `probeMp4`; `unsupported` where places would no longer fit the file's own numbers.
 */
export function faststart(bytes: Uint8Array): Uint8Array {
  const file = mp4Bytes(bytes)
  const boxes = topBoxes(file)
  const moov = indexOf(file, boxes)
  const content = boxes.findIndex(({ type }) => type === 'mdat' || type === 'moof')
  if (content < 0 || moov.start < (boxes[content]?.start ?? 0)) return bytes
  if (boxes.some(({ type }) => type === 'moof'))
    throw mp4Error(
      moov.start,
      'this video is made of fragments and has its index behind them. Convert it with ffmpeg -c copy.',
      'unsupported',
    )
  const kept = boxes.filter((box) => box !== moov && !EMPTY.has(box.type))
  const firstContent = kept.findIndex(({ type }) => type === 'mdat')
  const order = [...kept.slice(0, firstContent), moov, ...kept.slice(firstContent)]

  const moves: Move[] = []
  let at = 0
  for (const box of order) {
    moves.push({ box, to: at })
    at += box.end - box.start
  }
  const result = new Uint8Array(at)
  for (const { box, to } of moves) result.set(bytes.subarray(box.start, box.end), to)
  endLastBox(result, moves)
  const moved = moves.find(({ box }) => box === moov)
  if (moved) moveChunks(file, moov, mp4Bytes(result), moved.to - moov.start, moves)
  return result
}

interface Move {
  readonly box: Mp4Box
  readonly to: number
}

const EMPTY: ReadonlySet<string> = new Set(['free', 'skip', 'wide'])

/** A box of size 0 reaches to the end of the file; where it no longer is the last, it has to say its size. */
function endLastBox(result: Uint8Array, moves: readonly Move[]): void {
  const view = new DataView(result.buffer)
  for (const { box, to } of moves)
    if (box.end - box.start >= 8 && view.getUint32(to) === 0) {
      if (box.end - box.start > 0xffffffff)
        throw mp4Error(
          box.start,
          'this video is larger than 4 GiB. Convert it with ffmpeg -movflags faststart.',
          'unsupported',
        )
      view.setUint32(to, box.end - box.start)
    }
}

/** @param shift - From the index in the old file to that in the new. */
function moveChunks(
  old: Mp4Bytes,
  moov: Mp4Box,
  result: Mp4Bytes,
  shift: number,
  moves: readonly Move[],
): void {
  const byStart = moves.toSorted((a, b) => a.box.start - b.box.start)
  const moved = (place: number, entry: number): number => {
    const move = moveOf(byStart, place)
    if (!move)
      throw mp4Error(
        entry,
        `a part of this video is said to be at byte ${place}, where nothing is. Download it again.`,
      )
    return place - move.box.start + move.to
  }
  for (const trak of boxesIn(old, moov.content, moov.end)) {
    if (trak.type !== 'trak') continue
    const stbl = boxAt(old, trak, ['mdia', 'minf', 'stbl'])
    if (!stbl) continue
    if (boxAt(old, stbl, ['saio']))
      throw mp4Error(
        stbl.start,
        'this video is encrypted, and its keys refer to places in it.',
        'unsupported',
      )
    const short = entriesOf(old, stbl, 'stco', 4)
    for (let index = 0; index < short.count; index++) {
      const at = short.at + index * 4
      const place = moved(old.view.getUint32(at), at)
      if (place > 0xffffffff)
        throw mp4Error(
          at,
          'this video is larger than 4 GiB. Convert it with ffmpeg -movflags faststart.',
          'unsupported',
        )
      result.view.setUint32(at + shift, place)
    }
    const wide = entriesOf(old, stbl, 'co64', 8)
    for (let index = 0; index < wide.count; index++) {
      const at = wide.at + index * 8
      result.view.setBigUint64(at + shift, BigInt(moved(Number(old.view.getBigUint64(at)), at)))
    }
  }
}

/** The box a place lies in; there may be as many boxes as places. */
function moveOf(byStart: readonly Move[], place: number): Move | null {
  let [low, high] = [0, byStart.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((byStart[middle]?.box.end ?? 0) <= place) low = middle + 1
    else high = middle
  }
  const found = byStart[low]
  return found && place >= found.box.start ? found : null
}
