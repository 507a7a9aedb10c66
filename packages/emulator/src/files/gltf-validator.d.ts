/** The part of the Khronos validator that the tests use; the package brings no types. */
declare module 'gltf-validator' {
  export function validateBytes(bytes: Uint8Array): Promise<{
    readonly issues: { readonly messages: readonly unknown[] }
  }>
}
