import { provenIn, type WrittenRow } from './row.ts'

const client = provenIn('packages/core/src/client/jobs-client.test.ts')
const handle = provenIn('packages/core/src/client/job-handle.test.ts')
const engine = provenIn('packages/server/src/create-engine.test.ts')
const cli = provenIn('packages/cli/test/cli.test.ts')
const poller = provenIn('packages/server/src/poller.test.ts')

/** The five parameters by which each method of DeepMotion's Python clients waits for its job, and the id that it returns. */
export const waiting = (method: string, id = 'rid'): readonly WrittenRow[] => [
  [
    `${method} · result_callback`,
    'client.watch',
    client('tells the job as it stands, then every change, then completes'),
  ],
  [`${method} · progress_callback`, 'client.watch', handle('shows how far the job is')],
  [
    `${method} · poll_interval`,
    'operation.pollEveryMs',
    poller('is not sooner than its operation allows, whoever watches'),
  ],
  [
    `${method} · blocking`,
    ['client.start', 'client.watch'],
    engine('goes on when nobody watches, and watching starts nothing'),
  ],
  // Whoever has waited long enough leaves; the job goes on.
  [`${method} · timeout`, 'client.watch', client('asks no more once its watcher has left')],
  [`${method} → ${id}`, 'job.id', engine('keeps its ref and its sources to itself')],
]

/** What those methods hand to their callbacks, and how they fail. */
export const callbacks = (report: string, conformance: string, http: string): readonly WrittenRow[] => {
  const reports = provenIn(report)
  const requests = provenIn(http)
  return [
    ['ProgressCallbackData.rid', 'job.id', engine('keeps its ref and its sources to itself')],
    ['ProgressCallbackData.progress_percent', 'running.progress', reports(conformance)],
    ['ProgressCallbackData.position_in_queue', 'queued.position', reports(conformance)],
    ['ResultCallbackData.rid', 'job.id', engine('keeps its ref and its sources to itself')],
    [
      'ResultCallbackData.result',
      'succeeded.output',
      engine('goes from pending to its files, and every watcher hears the same'),
    ],
    ['ResultCallbackData.error', 'failed.error', cli('ends with 1 when the job failed, and says why')],
    ['AuthenticationError', "error 'credentials-refused'", requests('a submit whose login %s sends nothing')],
    ['APIError', "error 'provider-unavailable'", requests('a read that meets %s')],
    ['APIError.status_code', 'JobError', requests('a submit that meets %s is sent once')],
  ]
}
