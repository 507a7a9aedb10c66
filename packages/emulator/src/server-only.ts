throw new Error(
  '@onetake/emulator runs in Node only: it listens on a port. Start it in a test or with the CLI.',
)
