/** Offered where nothing was made yet. */
export const EXAMPLE_PROMPTS = [
  'a person waves happily',
  'a person walks in a circle, then sits down',
  'a person jumps over a puddle',
  'a person dances slowly',
] as const
