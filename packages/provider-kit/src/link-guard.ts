import { JobError } from '@onetake/core'
import { isLoopback, type Service } from './service.ts'

/**
 * Whether an address that the service handed out may be fetched. Everything is read off the parsed
 * address, because a text that contains an allowed name proves nothing.
 *
 * @param service - It may hand out files of its own, and so may its file hosts, over https; a service on this
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

function isAllowed(url: URL, { url: own, fileHosts }: Service): boolean {
  // A service without credentials may be anywhere on the network, and without https.
  if (url.origin === own.origin) return true
  if (isLoopback(url)) return isLoopback(own) && (url.protocol === 'https:' || url.protocol === 'http:')
  if (url.protocol !== 'https:') return false
  if (url.host === own.host) return true
  if (url.port !== '') return false
  if (fileHosts === 'public') return isPublicName(url)
  return fileHosts.some((host) => (host[0] === '.' ? url.hostname.endsWith(host) : url.hostname === host))
}

/** Ends of names that mean something inside of a network only. */
const PRIVATE_ENDS = /\.(local|localdomain|localhost|internal|intranet|lan|home|corp|private|arpa|onion)$/

/**
 * A name of the public DNS, and no address: parsing has turned `0x7f.1` and the like into an address already.
 *
 * What the name leads to is not looked up, because it may lead elsewhere a moment later (DNS rebinding). It need
 * not be: over https whoever answers must hold a certificate for this very name, and a machine inside of the
 * network holds none. So all that such a name could do is to open a connection, and to be refused.
 */
const isPublicName = ({ hostname }: URL): boolean =>
  /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(hostname) &&
  !PRIVATE_ENDS.test(hostname)
