/** What a command is given to talk to. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts when a person presses Ctrl-C, or the system asks the process to end. */
  readonly signal: AbortSignal
}

export interface Output {
  write(text: string | Uint8Array): unknown
  readonly isTTY?: boolean
}
