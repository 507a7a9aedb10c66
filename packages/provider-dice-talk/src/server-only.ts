// What a bundle for browsers gets in place of this package: it knows where the DICE-Talk is.
throw new Error(
  '@onetake/provider-dice-talk runs on a server only: it knows where your DICE-Talk is. ' +
    "In the browser use @onetake/core/client, and `import type` for the operations' types.",
)
