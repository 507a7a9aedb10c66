// What a bundle for browsers gets in place of this package: it holds the RapidAPI key.
throw new Error(
  '@onetake/provider-opus runs on a server only: it holds your RapidAPI key. ' +
    "In the browser use @onetake/core/client, and `import type` for the operations' types.",
)
