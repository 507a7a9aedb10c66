import type * as z from 'zod'
import { between, fields, jobId, oneOf, uploadId, wholeBetween } from '@onetake/provider-kit'

export const bundleInput = fields({
  job: jobId('a job of yours that has succeeded').describe(
    'Id of the job whose files are packed. It must have succeeded.',
  ),
  for: oneOf(['blender', 'unity', 'web']).describe(
    'Where it is to be opened: `blender` and `web` give a zip, `unity` a .unitypackage and the same for the Package Manager.',
  ),
  variant: wholeBetween(1, 1000)
    .exactOptional()
    .describe('Of a job with several alternatives, the one that is packed, from 1; all of them unless told.'),
  character: uploadId('a rigged person, GLB or VRM')
    .exactOptional()
    .describe('Id of an upload: a rigged person, GLB or VRM, that the motion is put onto.'),
  rootMotion: oneOf(['keep', 'in-place', 'root-bone'])
    .exactOptional()
    .describe(
      'Where travel goes: it stays with the hips (`keep`), is taken out, or moves to a bone at the root.',
    ),
  fps: between(1, 240, ' frames per second')
    .exactOptional()
    .describe('Frames per second to read the motion anew at, 1 to 240; as the motion has them unless told.'),
})

/** What is to be packed. */
export type BundleInput = z.output<typeof bundleInput>
