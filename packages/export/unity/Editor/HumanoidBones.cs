using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Onetake
{
    /// <summary>A note's bones as Unity's own description of a person.</summary>
    public static class HumanoidBones
    {
        public static HumanBone[] From(ModelNote note)
        {
            var pairs = note.bones ?? new BonePair[0];
            return pairs.Select(Bone).ToArray();
        }

        /// <summary>Every transform as it stands now, which must be a T-pose.</summary>
        public static SkeletonBone[] SkeletonOf(GameObject root)
        {
            var bones = new List<SkeletonBone>();
            foreach (var transform in root.GetComponentsInChildren<Transform>(true))
            {
                bones.Add(new SkeletonBone
                {
                    name = transform.name,
                    position = transform.localPosition,
                    rotation = transform.localRotation,
                    scale = transform.localScale,
                });
            }
            return bones.ToArray();
        }

        /// <summary>The numbers that Unity itself writes into a new humanoid.</summary>
        public static HumanDescription Describe(HumanBone[] human, SkeletonBone[] skeleton)
        {
            return new HumanDescription
            {
                human = human,
                skeleton = skeleton,
                upperArmTwist = 0.5f,
                lowerArmTwist = 0.5f,
                upperLegTwist = 0.5f,
                lowerLegTwist = 0.5f,
                armStretch = 0.05f,
                legStretch = 0.05f,
                feetSpacing = 0f,
                hasTranslationDoF = false,
            };
        }

        static HumanBone Bone(BonePair pair)
        {
            var bone = new HumanBone { humanName = pair.human, boneName = pair.joint };
            bone.limit = new HumanLimit { useDefaultValues = true };
            return bone;
        }
    }
}
