import { JobError } from '@onetake/core'
import { isLoopback } from './service-url.ts'

/** Where SayMotion's files are kept, beside its own hosts. `.` first: every host below, not the name itself. */
const HOSTS = ['storage.googleapis.com', '.deepmotion.com']

/**
 * Whether an address that the service handed out may be fetched. Everything is read off the parsed
 * address, because a text that contains an allowed name proves nothing.
 *
 * @param service - The configured service. Its host may hand out files of its own; a service on this
 * machine, such as an emulator, those of any port of this machine, and without https.
 * @throws JobError `provider-protocol` for any other address, without the address in it.
 */
export function guardLink(address: string, service: URL): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.username !== '' || url.password !== '' || !isAllowed(url, service)) {
    throw new JobError('provider-protocol', 'SayMotion handed out a link to a place that is not its own.')
  }
  return url
}

function isAllowed(url: URL, service: URL): boolean {
  if (isLoopback(url)) return isLoopback(service) && (url.protocol === 'https:' || url.protocol === 'http:')
  if (url.protocol !== 'https:') return false
  if (url.host === service.host) return true
  return (
    url.port === '' &&
    HOSTS.some((host) => (host[0] === '.' ? url.hostname.endsWith(host) : url.hostname === host))
  )
}
