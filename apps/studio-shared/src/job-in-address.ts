/** `job` is the motion that is shown, `render` the video and `export` the bundle made of it. */
export type AddressKey = 'job' | 'render' | 'export'

/** The job that the address names: a reload, or somebody else's tab, goes on with it. */
export const inAddress = (key: AddressKey): string | undefined =>
  new URL(location.href).searchParams.get(key) ?? undefined

/** Name a job in the address, or none. A motion is a step that Back returns from; what is made of it is a detail. */
export function toAddress(key: AddressKey, id: string | undefined): void {
  if (inAddress(key) === id) return
  const url = new URL(location.href)
  if (key === 'job') for (const detail of ['render', 'export']) url.searchParams.delete(detail)
  if (id === undefined) url.searchParams.delete(key)
  else url.searchParams.set(key, id)
  if (key === 'job') history.pushState(null, '', url)
  else history.replaceState(null, '', url)
}
