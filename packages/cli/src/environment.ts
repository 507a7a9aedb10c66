/** What an environment must say of a service before it can be used. */
interface ServiceVariables {
  /** The provider's id. */
  readonly id: 'animate3d' | 'saymotion' | 'opus' | 'dice-talk' | 'hallo'
  /** As people say it. */
  readonly name: string
  /** By what the provider calls it, the variable that holds it. */
  readonly needs: Readonly<Record<string, string>>
  /** The variable that may name another address than the usual one; null where the address is needed anyway. */
  readonly url: string | null
}

/** Every service, by the variables that configure it. */
export const SERVICE_VARIABLES: readonly ServiceVariables[] = [
  {
    id: 'animate3d',
    name: 'Animate 3D',
    needs: { clientId: 'ONETAKE_ANIMATE3D_CLIENT_ID', clientSecret: 'ONETAKE_ANIMATE3D_CLIENT_SECRET' },
    url: 'ONETAKE_ANIMATE3D_URL',
  },
  {
    id: 'saymotion',
    name: 'SayMotion',
    needs: { clientId: 'ONETAKE_SAYMOTION_CLIENT_ID', clientSecret: 'ONETAKE_SAYMOTION_CLIENT_SECRET' },
    url: 'ONETAKE_SAYMOTION_URL',
  },
  {
    id: 'opus',
    name: 'Opus',
    needs: { rapidApiKey: 'ONETAKE_OPUS_RAPIDAPI_KEY' },
    url: 'ONETAKE_OPUS_URL',
  },
  { id: 'dice-talk', name: 'DICE-Talk', needs: { url: 'ONETAKE_DICE_TALK_URL' }, url: null },
  { id: 'hallo', name: 'Hallo', needs: { url: 'ONETAKE_HALLO_URL' }, url: null },
]

/** For a help text: a line for each service. */
export const variablesHelp = (): string =>
  SERVICE_VARIABLES.map(({ name, needs, url }) => {
    const optional = url === null ? '' : `, and optionally ${url}`
    return `  ${name}: ${Object.values(needs).join(', ')}${optional}`
  }).join('\n')
