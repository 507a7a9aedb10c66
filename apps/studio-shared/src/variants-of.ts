import type { Artifact } from '@onetake/core'

/** The files of one variant. */
export interface VariantFiles {
  /** From 1. */
  readonly variant: number
  readonly files: readonly Artifact[]
  /** The character with its motion, where there is one. */
  readonly model: Artifact | null
  readonly video: Artifact | null
}

/** The files of a job, by variant. Those that belong to none count as of the first. */
export function variantsOf(artifacts: readonly Artifact[]): readonly VariantFiles[] {
  const variants = new Set(artifacts.map(({ variant = 1 }) => variant))
  return Array.from(variants)
    .toSorted((one, other) => one - other)
    .map((variant) => {
      const files = artifacts.filter((artifact) => (artifact.variant ?? 1) === variant)
      const find = (format: string) => files.find((artifact) => artifact.format === format) ?? null
      return { variant, files, model: find('glb'), video: find('mp4') }
    })
}
