// What a bundle for browsers gets in place of this package: it packs in a worker thread of Node.
throw new Error(
  '@onetake/provider-export runs on a server only. In the browser use @onetake/core/client, and ' +
    "`import type` for the operation's types; @onetake/export packs in a browser, too.",
)
