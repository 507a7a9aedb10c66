/** Injects the engine itself: `@Inject(ENGINE) engine: Engine<AppCatalog, AppCalls>`. */
export const ENGINE: unique symbol = Symbol('onetake.engine')

/** Injects the function that tells whose a request is, as the module's options gave it. */
export const OWNER: unique symbol = Symbol('onetake.owner')
