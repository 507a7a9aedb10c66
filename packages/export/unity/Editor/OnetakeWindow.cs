using System.Collections.Generic;
using System.IO;
using UnityEditor;
using UnityEngine;
using UnityEngine.Networking;

namespace Onetake
{
    /// <summary>Window > onetake: open a package from disk, or a finished job from a server.</summary>
    public sealed class OnetakeWindow : EditorWindow
    {
        const string AddressKey = "onetake.address";
        const string TokenKey = "onetake.token";
        const string Folder = "Assets/Onetake/Downloads";

        string address;
        string token;
        List<RemoteModel> models = new List<RemoteModel>();
        Vector2 scroll;
        string message = "";
        MessageType kind = MessageType.None;
        UnityWebRequest request;
        // Grows with every question and every Cancel: an answer to an older one is nobody's any more.
        int turn;

        [MenuItem("Window/onetake")]
        static void Open()
        {
            GetWindow<OnetakeWindow>("onetake");
        }

        void OnEnable()
        {
            address = EditorPrefs.GetString(AddressKey, "http://localhost:4000");
            // Until Unity is closed, and in no file: EditorPrefs keeps what it is given readable on disk.
            token = SessionState.GetString(TokenKey, "");
        }

        void OnDisable()
        {
            Cancel();
        }

        void OnGUI()
        {
            if (GUILayout.Button("Open a package (.unitypackage)..."))
                OpenPackage();
            EditorGUILayout.Space();
            EditorGUI.BeginChangeCheck();
            address = EditorGUILayout.TextField("Server", address);
            token = EditorGUILayout.PasswordField("Token", token);
            if (EditorGUI.EndChangeCheck())
            {
                EditorPrefs.SetString(AddressKey, address);
                SessionState.SetString(TokenKey, token);
            }
            EditorGUI.BeginDisabledGroup(request != null);
            if (GUILayout.Button("Show finished jobs"))
                ShowJobs();
            scroll = EditorGUILayout.BeginScrollView(scroll);
            foreach (var model in models)
                DrawRow(model);
            EditorGUILayout.EndScrollView();
            EditorGUI.EndDisabledGroup();
            DrawProgress();
            if (message != "")
                EditorGUILayout.HelpBox(message, kind);
        }

        void DrawRow(RemoteModel model)
        {
            EditorGUILayout.BeginHorizontal();
            EditorGUILayout.LabelField(model.name, model.operation + ", " + model.finishedAt.ToString("g"));
            if (GUILayout.Button("Import", GUILayout.Width(70)))
                Import(model);
            EditorGUILayout.EndHorizontal();
        }

        void DrawProgress()
        {
            if (request == null)
                return;
            var area = EditorGUILayout.GetControlRect();
            EditorGUI.ProgressBar(area, Mathf.Max(0f, request.downloadProgress), "Receiving");
            if (GUILayout.Button("Cancel"))
            {
                Cancel();
                Say("Canceled.", MessageType.Info);
            }
            Repaint();
        }

        void OpenPackage()
        {
            var path = EditorUtility.OpenFilePanel("Open a onetake package", "", "unitypackage");
            if (!string.IsNullOrEmpty(path))
                AssetDatabase.ImportPackage(path, true);
        }

        void ShowJobs()
        {
            var mine = Begin();
            request = OnetakeServer.List(address, token, found =>
            {
                if (mine != turn)
                    return;
                models = found;
                End(found.Count == 0 ? "No finished job has an FBX, a GLB or a package." : "", MessageType.Info);
            }, why => Fail(mine, why));
        }

        void Import(RemoteModel model)
        {
            var mine = Begin();
            // Beside the project's assets, so that Unity looks at nothing half done.
            var partial = Path.Combine("Temp", "onetake-" + mine + "." + model.format);
            request = OnetakeServer.Download(address, token, model, partial, () =>
            {
                if (mine == turn)
                    End(model.format == RemoteModel.Package ? ImportPackage(partial) : ImportModel(model, partial), MessageType.Info);
                else
                    File.Delete(partial);
            }, why => Fail(mine, why));
        }

        /// <summary>Unity asks what of it is wanted, as of any package, and needs the file until then.</summary>
        static string ImportPackage(string file)
        {
            AssetDatabase.ImportPackage(file, true);
            return "";
        }

        static string ImportModel(RemoteModel model, string file)
        {
            Directory.CreateDirectory(Folder);
            var path = AssetDatabase.GenerateUniqueAssetPath(
                Folder + "/" + ServerRules.FileName(model.name, model.format));
            File.WriteAllText(ModelNote.PathBeside(path), JsonUtility.ToJson(ModelNote.ForDownload(), true));
            File.Move(file, path);
            AssetDatabase.Refresh();
            return "Imported to " + path;
        }

        int Begin()
        {
            Say("", MessageType.None);
            return ++turn;
        }

        void End(string text, MessageType how)
        {
            request = null;
            Say(text, how);
        }

        void Fail(int mine, string why)
        {
            if (mine == turn)
                End(why, MessageType.Error);
        }

        void Cancel()
        {
            var running = request;
            turn++;
            request = null;
            if (running != null)
                running.Abort();
        }

        void Say(string text, MessageType how)
        {
            message = text;
            kind = how;
            Repaint();
        }
    }
}
