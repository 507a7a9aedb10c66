// What a bundle for browsers gets in place of this package: it knows where the Hallo is.
throw new Error(
  '@onetake/provider-hallo runs on a server only: it knows where your Hallo is. ' +
    "In the browser use @onetake/core/client, and `import type` for the operations' types.",
)
