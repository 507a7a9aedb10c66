/** A number that the service may leave out. */
type Told = number | null | undefined

/** Whether a job in progress still waits: 0, or no position, says that it has left the queue (assumed). */
export const isWaiting = (position: Told): position is number => typeof position === 'number' && position > 0

/** DeepMotion counts from 1; we count from 0. Null where it does not wait, or nobody says where. */
export const toPosition = (position: Told): number | null =>
  isWaiting(position) ? Math.max(0, Math.ceil(position) - 1) : null

/** `step` may pass `total`, and `total` may be 0 or missing at the start: 0 to 1, or null. */
export function toProgress(step: Told, total: Told): number | null {
  if (typeof step !== 'number' || typeof total !== 'number' || total <= 0) return null
  return Math.min(Math.max(step / total, 0), 1)
}
