/** A test, by its file below the root and its title as the source writes it, `%s` and all. */
export interface Proof {
  readonly file: string
  readonly title: string
}

/** One thing that a vendor's document names, what covers it here, and the test that proves it. */
export interface CoverageRow {
  readonly service: string
  /** In the vendor's own words: `start_new_job · video_path`, `POST /api/v1/synthesis/start · fps`, `404`. */
  readonly row: string
  /** Ids of operations and calls, with the field where it is one (`animate3d.video2anim#video`), or parts of {@link PARTS}. */
  readonly covers: readonly string[]
  readonly proof: Proof
}

/** A row as it is written down: what covers it may be one name. */
export type WrittenRow = readonly [row: string, covers: string | readonly string[], proof: Proof]

export const rowsOf = (service: string, rows: readonly WrittenRow[]): readonly CoverageRow[] =>
  rows.map(([row, covers, proof]) => ({
    service,
    row,
    covers: typeof covers === 'string' ? [covers] : covers,
    proof,
  }))

/** `const calls = provenIn('packages/…/calls.test.ts')`, then `calls('credits keep their fraction')`. */
export const provenIn =
  (file: string) =>
  (title: string): Proof => ({ file, title })

/** One field of several operations. */
export const fieldOf = (operations: readonly string[], field: string): readonly string[] =>
  operations.map((operation) => `${operation}#${field}`)
