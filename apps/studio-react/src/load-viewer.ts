/**
 * Loads the 3D viewer, which is larger than all the rest: when there is something to see, not before.
 *
 * @throws When it cannot be fetched.
 */
export async function loadViewer(): Promise<void> {
  const { ModelViewerElement } = await import('@google/model-viewer')
  // Packed models would fetch their decoders from a CDN. Nothing here leaves the origin: they count as broken instead.
  ModelViewerElement.dracoDecoderLocation = '/decoders/'
  ModelViewerElement.ktx2TranscoderLocation = '/decoders/'
}
