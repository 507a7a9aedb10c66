import type { InputSchema } from '@onetake/core'

/** Takes whatever it is given. */
export const anything: InputSchema<unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
}
