import { JobError } from '@onetake/core'
import type { Service } from './service.ts'

/** What lets requests in at a service. */
export interface Auth {
  /** What to send along, good as far as we know. */
  headers(signal: AbortSignal): Promise<AuthHeaders>
  /**
   * Better ones than those that were just refused.
   *
   * @throws JobError `credentials-refused` where there are none.
   */
  renew(refused: AuthHeaders, signal: AbortSignal): Promise<AuthHeaders>
  /** A request with the current ones was let in. */
  worked(): void
  /** What must never be repeated in a message. */
  secrets(): readonly string[]
}

export type AuthHeaders = Readonly<Record<string, string>>

/** The same headers with every request: API keys, or none at a service that lets everybody in. */
export const fixedAuth = (service: Service, headers: AuthHeaders = {}): Auth => ({
  headers: async () => headers,
  renew: async () => {
    throw credentialsRefused(service)
  },
  worked() {},
  secrets: () => Object.values(headers),
})

export const credentialsRefused = ({ name }: Pick<Service, 'name'>): JobError =>
  new JobError(
    'credentials-refused',
    `${name} refuses the credentials of this server. Check the ones that are configured.`,
  )
