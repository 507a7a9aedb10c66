/** The text of src/bundle/shipped-files.ts as it should be. */
export function shippedFiles(): string
