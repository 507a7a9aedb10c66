import type { SayMotionCredentials } from '@onetake/provider-deepmotion'

/** All that this application is told from outside. */
export interface Environment {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  /** Where jobs and their files are kept. */
  readonly dataFolder: string
  readonly saymotion: SayMotionCredentials
}

/** @throws Error One sentence for each variable that is missing or wrong. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const problems: string[] = []
  const needed = (name: string, what: string): string => {
    if (!env[name]) problems.push(`${name} is not set: ${what}.`)
    return env[name] ?? ''
  }
  const port = Number(env['PORT'] ?? 4000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`PORT must be a whole number from 0 to 65535, not "${env['PORT']}".`)
  }
  const url = env['ONETAKE_SAYMOTION_URL'] || undefined
  const clientId = needed('ONETAKE_SAYMOTION_CLIENT_ID', 'the client id that DeepMotion gave you')
  const clientSecret = needed('ONETAKE_SAYMOTION_CLIENT_SECRET', 'the client secret that DeepMotion gave you')
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return {
    port,
    // Whoever can reach this server spends the credits of its account.
    host: env['HOST'] ?? '127.0.0.1',
    dataFolder: env['ONETAKE_DATA'] ?? '.data',
    saymotion: { clientId, clientSecret, url },
  }
}
