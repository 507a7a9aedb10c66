import { JobError } from '@onetake/core'
import { isLoopback, type Service } from './service.ts'

/**
 * Whether an address that the service handed out may be fetched. Everything is read off the parsed
 * address, because a text that contains an allowed name proves nothing.
 *
 * @param service - Its host may hand out files of its own, and so may its file hosts; a service on this
 * machine, such as an emulator, those of any port of this machine, and without https.
 * @throws JobError `provider-protocol` for any other address, without the address in it.
 */
export function guardLink(address: string, service: Service): URL {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || url.username !== '' || url.password !== '' || !isAllowed(url, service)) {
    throw new JobError(
      'provider-protocol',
      `${service.name} handed out a link to a place that is not its own.`,
    )
  }
  return url
}

function isAllowed(url: URL, service: Service): boolean {
  if (isLoopback(url))
    return isLoopback(service.url) && (url.protocol === 'https:' || url.protocol === 'http:')
  if (url.protocol !== 'https:') return false
  if (url.host === service.url.host) return true
  return (
    url.port === '' &&
    service.fileHosts.some((host) => (host[0] === '.' ? url.hostname.endsWith(host) : url.hostname === host))
  )
}
