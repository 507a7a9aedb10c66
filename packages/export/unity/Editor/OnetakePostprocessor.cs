using UnityEditor;
using UnityEngine;

namespace Onetake
{
    /// <summary>
    /// Gives the models of onetake packages their size, rig and loop flags when they first arrive. From then on a
    /// person's own settings count: the importer remembers that it was here.
    /// </summary>
    public sealed class OnetakePostprocessor : AssetPostprocessor
    {
        const string WasHere = "onetake 1";

        public override uint GetVersion()
        {
            return 1;
        }

        void OnPreprocessModel()
        {
            var importer = assetImporter as ModelImporter;
            var note = importer == null ? null : ModelNote.Beside(assetPath);
            if (note == null || importer.userData == WasHere)
                return;
            // The file says its own unit; with both of these it arrives in metres.
            importer.globalScale = 1f;
            importer.useFileScale = true;
            importer.importAnimation = true;
            importer.importCameras = false;
            importer.importLights = false;
            // Off, a fast turn between two sparse keys may take the long way round.
            importer.resampleCurves = true;
            if (note.IsHumanoid)
                MakeHumanoid(importer, note);
            else
                importer.animationType = ModelImporterAnimationType.Generic;
        }

        void OnPreprocessAnimation()
        {
            var importer = assetImporter as ModelImporter;
            var note = importer == null ? null : ModelNote.Beside(assetPath);
            if (note == null || importer.userData == WasHere)
                return;
            if (note.loop)
            {
                var clips = importer.defaultClipAnimations;
                foreach (var clip in clips)
                {
                    clip.loopTime = true;
                    clip.loopPose = true;
                }
                importer.clipAnimations = clips;
            }
            importer.userData = WasHere;
        }

        static void MakeHumanoid(ModelImporter importer, ModelNote note)
        {
            importer.animationType = ModelImporterAnimationType.Human;
            importer.avatarSetup = ModelImporterAvatarSetup.CreateFromThisModel;
            var human = HumanoidBones.From(note);
            if (human.Length == 0)
                return;
            // The skeleton stays as the file has it: Unity reads the pose of the model itself.
            var description = importer.humanDescription;
            description.human = human;
            importer.humanDescription = description;
        }
    }
}
