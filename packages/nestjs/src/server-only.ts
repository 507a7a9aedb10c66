throw new Error(
  '@onetake/nestjs was bundled for a browser. Import only types from it there; use @onetake/core/client.',
)
