import type { Capabilities } from '@onetake/core/testing'
import { code, table } from '../coverage/table.ts'

/** The page `docs/capabilities.md`. */
export const capabilitiesPage = (all: readonly Capabilities[]): string =>
  `${[
    '# Capabilities',
    'What each operation can do. `testProvider` runs each before its emulated service: what it sees is here, and what an operation claims it has to show. `packages/provider-*/test/capabilities` holds what was seen, and a test fails when something else is. This page is written from it by `scripts/write-tables.mjs`; a test fails when it is out of date.',
    table(
      ['operation', 'files it makes', 'data beside them', 'uploads it takes', 'asked every'],
      all.map(({ operation, produces, data, uploads, pollEveryMs }) => [
        code(operation),
        listOf(produces),
        listOf(data),
        listOf(uploads),
        `${pollEveryMs / 1_000} s`,
      ]),
    ),
    table(
      ['operation', 'many in one question', 'lost reply', 'cancel', 'takes turns', 'webhook'],
      all.map(({ operation, batched, find, cancel, exclusive, webhook }) => [
        code(operation),
        yesOrNo(batched),
        find === 'tells' ? 'found' : 'cannot be told',
        yesOrNo(cancel),
        yesOrNo(exclusive),
        yesOrNo(webhook),
      ]),
    ),
    [
      '- **Many in one question**: one request to the service told how several jobs stand.',
      '- **Lost reply**: what became of a submit whose reply did not come back. _Found_: asked right away, the service told, as no other job was like it. _Cannot be told_: a person decides whether to dare it again.',
      '- **Cancel**: the service can be asked to stop a job. Whether it does, it says itself.',
      '- **Takes turns**: jobs that would disturb each other, such as two from one earlier job, run one after another.',
      '- **Webhook**: the service can tell that a job has ended; the job is then asked about at once.',
    ].join('\n'),
  ].join('\n\n')}\n`

const listOf = (words: readonly string[]): string => words.map(code).join(', ') || '–'
const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no')
