import type { JobErrorCode } from '@onetake/core'

/** What went wrong, in the few words above the message. */
export const FAILURE_TITLES: Readonly<Record<JobErrorCode, string>> = {
  'invalid-input': 'Something here needs another look',
  unauthorized: 'You are not signed in',
  'insufficient-credits': 'Not enough credits',
  'not-found': 'This is not here',
  conflict: 'It is too late for that',
  'id-reused': 'This job exists already',
  'rate-limited': 'Too many requests',
  internal: 'Something broke on our side',
  unsupported: 'The service cannot do that',
  'provider-failed': 'The service could not make this',
  'provider-protocol': 'The service gave an answer that makes no sense',
  'credentials-refused': 'The service does not accept our credentials',
  lost: 'The service no longer knows this job',
  'collect-failed': 'The files could not be fetched',
  'not-submitted': 'It was not sent',
  unconfirmed: 'Not sure that it arrived',
  abandoned: 'No longer followed',
  'provider-unavailable': 'The service does not answer',
  unreachable: 'The server does not answer',
  timeout: 'It took too long',
}
