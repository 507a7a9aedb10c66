import { listOf, readContainer, recordOf } from './glb-container.ts'

/** `validateBytes` of `gltf-validator`, Khronos' own; handed in, because it is larger than all of this package. */
export type GltfValidator = (bytes: Uint8Array) => Promise<{
  readonly issues: { readonly messages: readonly GltfIssue[] }
}>

export interface GltfIssue {
  /** As Khronos names it, such as `ACCESSOR_INVALID_FLOAT`. */
  readonly code: string
  readonly message: string
  /** 0 error, 1 warning, 2 information, 3 hint. */
  readonly severity: number
  /** Where in the JSON, such as `/meshes/0`. Not every issue has a place. */
  readonly pointer?: string
}

export interface GlbValidation {
  readonly isValid: boolean
  readonly errors: readonly GltfIssue[]
  readonly warnings: readonly GltfIssue[]
  /** What the validator said without reason, and why that is known. */
  readonly falseAlarms: readonly (GltfIssue & { readonly why: string })[]
}

/**
 * What the Khronos validator finds, without what it is known to be wrong about.
 *
 * @throws ExportError `invalid-file` for a container that cannot be read.
 * @example
 * import { validateBytes } from 'gltf-validator'
 * const { isValid, errors } = await validateGlb(glb, validateBytes)
 */
export async function validateGlb(glb: Uint8Array, validateBytes: GltfValidator): Promise<GlbValidation> {
  const { json } = readContainer(glb)
  const { issues } = await validateBytes(glb)
  const falseAlarms: (GltfIssue & { why: string })[] = []
  const real: GltfIssue[] = []
  for (const issue of issues.messages) {
    const alarm = FALSE_ALARMS.find(({ isIt }) => isIt(issue, json))
    if (alarm) falseAlarms.push({ ...issue, why: alarm.why })
    else real.push(issue)
  }
  const errors = real.filter(({ severity }) => severity === 0)
  return {
    isValid: errors.length === 0,
    errors,
    warnings: real.filter(({ severity }) => severity === 1),
    falseAlarms,
  }
}

interface FalseAlarm {
  readonly why: string
  readonly isIt: (issue: GltfIssue, json: Record<string, unknown>) => boolean
}

/** Of gltf-validator 2.0.0-dev.3.10, measured. */
const FALSE_ALARMS: readonly FalseAlarm[] = [
  {
    why: 'The validator does not know KHR_gaussian_splatting, which is ratified, and takes its attributes for misspelt ones.',
    isIt: ({ code, pointer = '' }, json) =>
      code === 'MESH_PRIMITIVE_INVALID_ATTRIBUTE' &&
      listOf(json['extensionsUsed']).includes('KHR_gaussian_splatting') &&
      /KHR_gaussian_splatting[:~]/.test(pointer),
  },
  {
    why: 'The validator does not check this extension, which says nothing about the file.',
    isIt: ({ code }) => code === 'UNSUPPORTED_EXTENSION',
  },
  {
    why: 'A skin without a mesh is there on purpose: importers build one armature from it.',
    isIt: ({ code, pointer = '' }, json) =>
      code === 'UNUSED_OBJECT' && (/^\/skins\/\d+$/.test(pointer) || isOnlyForSkins(pointer, json)),
  },
]

const isOnlyForSkins = (pointer: string, json: Record<string, unknown>): boolean =>
  listOf(json['skins']).some(
    (skin) => `/accessors/${String(recordOf(skin)['inverseBindMatrices'])}` === pointer,
  )
