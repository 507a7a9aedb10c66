import * as z from 'zod'

/** A number from `min` to `max`, both allowed, whose one message says so. `unit` as in ` degrees`. */
export function between(min: number, max: number, unit = '') {
  const allowed = `Must be a number from ${min} to ${max}${unit}.`
  return z.number(allowed).min(min, allowed).max(max, allowed)
}

/** A whole number from `min` to `max`, both allowed, whose one message says so. */
export function wholeBetween(min: number, max: number) {
  const allowed = `Must be a whole number from ${min} to ${max}.`
  return z.int(allowed).min(min, allowed).max(max, allowed)
}

/** One of some words, with a message that says which. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, `Must be one of '${words.join("', '")}'.`)
}

/** An object that takes no other fields, and says which it takes. */
export function fields<Shape extends z.core.$ZodShape>(shape: Shape) {
  const names = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `Unknown: ${(keys as string[]).join(', ')}. The fields are ${names}.`
        : `Must be an object with the fields ${names}.`,
  })
}

/** The id of an upload, as a field of an input names a file. `what` as in `a JPEG or PNG image`. */
export function uploadId(what: string) {
  const allowed = `Must be the id of an upload: ${what}.`
  return z.string(allowed).regex(ID, allowed)
}

/** The id of an earlier job. `what` as in `an imageTo3d job that has succeeded`. */
export function jobId(what: string) {
  const allowed = `Must be the id of ${what}.`
  return z.string(allowed).regex(ID, allowed)
}

/** How ids of ours look. */
const ID = /^[A-Za-z0-9_-]{1,64}$/
