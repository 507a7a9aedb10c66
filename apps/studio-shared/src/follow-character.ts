import { travelOf } from './travel-of.ts'

/** The little of a 3D viewer that following takes. */
interface Viewer {
  readonly currentTime: number
  readonly loaded: boolean
  cameraTarget: string
  getCameraTarget(): { readonly y: number }
}

/** Keep looking at a character that walks away. A file that cannot be read is looked at from where the camera is. */
export async function followCharacter(viewer: Viewer, src: string, signal: AbortSignal): Promise<void> {
  const travel = await fetch(src, { signal })
    .then((response) => response.arrayBuffer())
    .then(travelOf)
    .catch(() => null)
  if (travel === null) return
  const follow = () => {
    if (signal.aborted) return
    if (viewer.loaded) {
      const { x, z } = travel(viewer.currentTime)
      viewer.cameraTarget = `${x}m ${viewer.getCameraTarget().y}m ${z}m`
    }
    requestAnimationFrame(follow)
  }
  follow()
}
