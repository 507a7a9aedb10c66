import type { PlyType } from './ply-header.ts'

/** Numbers of one column: where they are, and how far one is from the next. */
export interface PlyColumn {
  readonly view: DataView
  readonly type: PlyType
  readonly littleEndian: boolean
  /** Of the first number. */
  readonly byteOffset: number
  readonly byteStride: number
  readonly count: number
}

export interface ColumnTarget {
  readonly values: Float32Array
  /** Index of the first number. */
  readonly start: number
  readonly stride: number
}

/**
 * Copies a column into every so many places of an array. One loop for each type, so that each is compiled to a plain
 * load; almost every real file takes the first.
 */
export function readColumn(column: PlyColumn, { values, start, stride }: ColumnTarget): void {
  const { view, type, littleEndian, byteStride, count } = column
  let from = column.byteOffset
  let to = start
  if (type === 'float32') {
    for (let row = 0; row < count; row++, from += byteStride, to += stride)
      values[to] = view.getFloat32(from, littleEndian)
    return
  }
  const read = READERS[type]
  for (let row = 0; row < count; row++, from += byteStride, to += stride)
    values[to] = read(view, from, littleEndian)
}

const READERS: Readonly<Record<PlyType, (view: DataView, at: number, littleEndian: boolean) => number>> = {
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at, littleEndian) => view.getInt16(at, littleEndian),
  uint16: (view, at, littleEndian) => view.getUint16(at, littleEndian),
  int32: (view, at, littleEndian) => view.getInt32(at, littleEndian),
  uint32: (view, at, littleEndian) => view.getUint32(at, littleEndian),
  float32: (view, at, littleEndian) => view.getFloat32(at, littleEndian),
  float64: (view, at, littleEndian) => view.getFloat64(at, littleEndian),
}
