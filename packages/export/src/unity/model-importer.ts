import type { Yaml } from './to-yaml.ts'
import type { UnityHumanoid } from './unity-humanoid.ts'
import type { UnityRig } from './unity-packages.ts'

type Record = { readonly [key: string]: Yaml }

/**
 * How Unity shall import an FBX: in metres, animated, as a person.
 *
 * Without a map the lists stay empty, and Unity looks for the bones itself. Older Unity versions upgrade the record,
 * newer ones read it.
 *
 * @see docs.unity3d.com/ScriptReference/ModelImporter.html for the meaning; the names in the file as Unity 2022.3
 * writes them (ModelImporter.bindings.cs in UnityCsReference; a humanoid `.fbx.meta` in keijiro/NeoLowMan)
 */
export function modelImporter({ humanoid, rig }: UnityRig): Record {
  const isHumanoid = rig === 'humanoid'
  return {
    serializedVersion: 22200,
    internalIDToNameTable: [],
    externalObjects: {},
    materials: { materialImportMode: 2, materialName: 0, materialSearch: 1, materialLocation: 1 },
    animations: {
      legacyGenerateAnimations: 4,
      bakeSimulation: 0,
      resampleCurves: 1,
      optimizeGameObjects: 0,
      animationCompression: 3,
      animationRotationError: 0.5,
      animationPositionError: 0.5,
      animationScaleError: 0.5,
      clipAnimations: [],
      isReadable: 0,
    },
    meshes: {
      globalScale: 1,
      importBlendShapes: 1,
      importCameras: 0,
      importLights: 0,
      useFileUnits: 1,
      useFileScale: 1,
      bakeAxisConversion: 0,
      preserveHierarchy: 0,
      maxBonesPerVertex: 4,
      minBoneWeight: 0.001,
    },
    importAnimation: 1,
    humanDescription: humanDescription(isHumanoid ? (humanoid ?? {}) : {}),
    autoGenerateAvatarMappingIfUnspecified: 1,
    // 2 Generic, 3 Human.
    animationType: isHumanoid ? 3 : 2,
    humanoidOversampling: 1,
    // 0 none, 1 from this model.
    avatarSetup: isHumanoid ? 1 : 0,
    userData: '',
    assetBundleName: '',
    assetBundleVariant: '',
  }
}

function humanDescription(humanoid: UnityHumanoid): Record {
  return {
    serializedVersion: 3,
    human: Object.entries(humanoid).map(([humanName, boneName]) => ({
      boneName,
      humanName,
      limit: { min: ZERO, max: ZERO, value: ZERO, length: 0, modified: 0 },
    })),
    // Empty: Unity takes the pose of the model itself.
    skeleton: [],
    armTwist: 0.5,
    foreArmTwist: 0.5,
    upperLegTwist: 0.5,
    legTwist: 0.5,
    armStretch: 0.05,
    legStretch: 0.05,
    feetSpacing: 0,
    globalScale: 1,
    rootMotionBoneName: '',
    hasTranslationDoF: 0,
    hasExtraRoot: 0,
    skeletonHasParents: 1,
  }
}

const ZERO: Record = { x: 0, y: 0, z: 0 }
