import { describe } from 'vitest'

/**
 * Tests of real files of other makers, which are not ours to ship: they lie where `ONETAKE_FIXTURES` says. Elsewhere
 * there are no such tests, rather than skipped ones, because nobody could get the files.
 *
 * @param isThere - Whether the files are.
 */
export const describeWhere = (isThere: boolean): typeof describe => (isThere ? describe : NO_SUITE)

// Called like the real ones, and registers nothing.
const NO_SUITE = (() => {}) as unknown as typeof describe
