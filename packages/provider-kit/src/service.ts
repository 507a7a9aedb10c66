/** A service as its provider knows it: what to call it, where it is, and where its files may come from. */
export interface Service {
  /** As people say it, for messages: `SayMotion`. */
  readonly name: string
  /** The base of every request that carries credentials, without a trailing slash. */
  readonly url: URL
  /**
   * Hosts beside its own that keep its files. `.` first: every host below, not the name itself. `public` where
   * nobody says which: any name of the public DNS, over https, and never an address.
   */
  readonly fileHosts: readonly string[] | 'public'
}

/**
 * @param options.url - The configured address; a path and a trailing slash are fine.
 * @param options.isOpen - The service asks for no credentials, so plain http may leave this machine.
 * @throws TypeError Where the address is no http(s) address, carries a user name, a query or a fragment, or
 * would send credentials unencrypted over a network: `http:` is for loopback hosts then.
 */
export function toService({
  name,
  url: text,
  fileHosts = [],
  isOpen = false,
}: {
  readonly name: string
  readonly url: string
  readonly fileHosts?: Service['fileHosts']
  readonly isOpen?: boolean
}): Service {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new TypeError(`The ${name} url must be an https address, such as https://service.example.com.`)
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError(`The ${name} url may carry no user name, password, query or fragment.`)
  }
  if (url.protocol === 'http:' && !isOpen && !isLoopback(url)) {
    throw new TypeError(
      `The ${name} url must be https: credentials travel with every request. http is for localhost.`,
    )
  }
  url.pathname = url.pathname.replace(/\/+$/, '')
  return { name, url, fileHosts }
}

/** The address of a path below the service's url. */
export const addressOf = ({ url }: Pick<Service, 'url'>, path: string): string =>
  url.href.replace(/\/$/, '') + path

/** Whether the address stays on this machine. Asked of a parsed URL, which has normalised `0x7f.1` and the like. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)
