import { providersFrom, type AllProviders } from 'onetake/providers'

/** All that this application is told from outside. */
export interface Environment {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  /** Where jobs and their files are kept. */
  readonly dataFolder: string
  /** Of the services that are configured. */
  readonly providers: AllProviders
}

/** @throws Error One sentence for each variable that is missing or wrong. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const problems: string[] = []
  const port = Number(env['PORT'] ?? 4000)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`PORT must be a whole number from 0 to 65535, not "${env['PORT']}".`)
  }
  const providers = servicesOf(env, problems)
  if (problems.length > 0 || providers === null) throw new Error(problems.join('\n'))
  return {
    port,
    // Whoever can reach this server spends the credits of its account.
    host: env['HOST'] ?? '127.0.0.1',
    dataFolder: env['ONETAKE_DATA'] ?? '.data',
    providers,
  }
}

/** `null` where no provider can be made of it; `problems` then says why. */
function servicesOf(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): AllProviders | null {
  try {
    const { providers, missing } = providersFrom(env)
    // Its type speaks of all services; how many there are is known only now.
    if ((providers as readonly unknown[]).length === 0) {
      problems.push(['No service is configured:', ...missing.values()].join('\n  '))
    }
    return providers
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    problems.push(error.message)
    return null
  }
}
