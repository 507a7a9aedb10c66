// What a bundle for browsers gets in place of this package: it holds credentials.
throw new Error(
  '@onetake/provider-deepmotion runs on a server only: it holds your DeepMotion credentials. ' +
    "In the browser use @onetake/core/client, and `import type` for the operations' types.",
)
