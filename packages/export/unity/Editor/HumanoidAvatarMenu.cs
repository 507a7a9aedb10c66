using System.IO;
using UnityEditor;
using UnityEngine;

namespace Onetake
{
    /// <summary>
    /// A humanoid avatar for a GLB. Importers of glTF make none, or only for the names they know; a onetake package
    /// says which joint is which bone.
    /// </summary>
    public static class HumanoidAvatarMenu
    {
        const string Item = "Assets/onetake/Build Humanoid Avatar";

        [MenuItem(Item, true)]
        static bool CanBuild()
        {
            var path = AssetDatabase.GetAssetPath(Selection.activeObject);
            return !string.IsNullOrEmpty(path) && File.Exists(Path.GetFullPath(ModelNote.PathBeside(path)));
        }

        [MenuItem(Item)]
        static void Build()
        {
            var path = AssetDatabase.GetAssetPath(Selection.activeObject);
            var problem = BuildFor(path);
            if (problem != null)
                EditorUtility.DisplayDialog("onetake", problem, "OK");
        }

        /// <summary>Null when the avatar lies beside the model; else what is wrong, in words.</summary>
        public static string BuildFor(string path)
        {
            var note = ModelNote.Beside(path);
            if (note == null || note.bones == null || note.bones.Length == 0)
                return "This package does not say which joint is which bone. Export it again with a humanoid map.";
            var model = AssetDatabase.LoadAssetAtPath<GameObject>(path);
            if (model == null)
                return "Unity has no importer for this model. Add glTFast (com.unity.cloud.gltfast) or UnityGLTF.";
            if (path.StartsWith("Packages/"))
                return "Packages cannot be written to. Copy the model and its .onetake.json into Assets first.";

            var instance = Object.Instantiate(model);
            try
            {
                var description = HumanoidBones.Describe(HumanoidBones.From(note), HumanoidBones.SkeletonOf(instance));
                var avatar = AvatarBuilder.BuildHumanAvatar(instance, description);
                if (avatar == null || !avatar.isValid || !avatar.isHuman)
                    return "Unity cannot make a person of this skeleton; the Console says which bone is wrong.";
                avatar.name = Path.GetFileNameWithoutExtension(path);
                AssetDatabase.CreateAsset(avatar, Path.ChangeExtension(path, null) + ".avatar.asset");
                return null;
            }
            finally
            {
                Object.DestroyImmediate(instance);
            }
        }
    }
}
