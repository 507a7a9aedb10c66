using System;
using System.IO;
using UnityEngine;

namespace Onetake
{
    /// <summary>One bone of a person: Unity's name for it, and the joint of the model that it is.</summary>
    [Serializable]
    public sealed class BonePair
    {
        public string human;
        public string joint;
    }

    /// <summary>
    /// What lies beside every model of a onetake package, as NAME.onetake.json. A model without one is somebody
    /// else's, and nothing in here touches it.
    /// </summary>
    [Serializable]
    public sealed class ModelNote
    {
        const string Maker = "@onetake/export";

        public string madeBy;
        public int version;
        /// <summary>"humanoid" or "generic".</summary>
        public string rig;
        public bool loop;
        /// <summary>Empty: Unity maps the bones by itself.</summary>
        public BonePair[] bones;

        public bool IsHumanoid { get { return rig == "humanoid"; } }

        /// <summary>For a model that comes without a package: a person, whose bones Unity finds.</summary>
        public static ModelNote ForDownload()
        {
            return new ModelNote { madeBy = Maker, version = 1, rig = "humanoid", bones = new BonePair[0] };
        }

        public static string PathBeside(string assetPath)
        {
            return Path.ChangeExtension(assetPath, null) + ".onetake.json";
        }

        /// <summary>Null where there is none, or it is none of ours.</summary>
        /// <param name="assetPath">Below Assets or Packages.</param>
        public static ModelNote Beside(string assetPath)
        {
            // Packages are kept elsewhere; GetFullPath follows (Manual, "Accessing package assets using scripts").
            var path = Path.GetFullPath(PathBeside(assetPath));
            if (!File.Exists(path))
                return null;
            ModelNote note;
            try
            {
                note = JsonUtility.FromJson<ModelNote>(File.ReadAllText(path));
            }
            catch (ArgumentException)
            {
                Debug.LogWarning("onetake: " + path + " is damaged; the model is imported without it.");
                return null;
            }
            return note != null && note.madeBy == Maker && note.version == 1 ? note : null;
        }
    }
}
