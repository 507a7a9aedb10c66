/**
 * The host that the Python SDK's samples print (PyPI dm-saymotion-api 1.0.0). The npm SDK's README
 * (dm-saymotion-api 1.0.0) prints `https://api-saymotion.deepmotion.com:443`; the REST document prints none.
 */
export const DEFAULT_SERVICE_URL = 'https://service.deepmotion.com'

/**
 * The base of every request that carries credentials, without a trailing slash.
 *
 * @throws TypeError Where it is no http(s) address, carries a user name, a query or a fragment, or would
 * send credentials unencrypted over a network: `http:` is for loopback hosts.
 */
export function toServiceUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new TypeError('The SayMotion url must be an https address, such as ' + DEFAULT_SERVICE_URL + '.')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('The SayMotion url may carry no user name, password, query or fragment.')
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new TypeError(
      'The SayMotion url must be https: credentials travel with every request. http is for localhost.',
    )
  }
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

/** Whether the address stays on this machine. Asked of a parsed URL, which has normalised `0x7f.1` and the like. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname)
