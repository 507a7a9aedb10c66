throw new Error(
  '@onetake/server was bundled for a browser. Import only types from it there; use @onetake/core/client.',
)
