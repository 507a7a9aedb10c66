// The members of UnityEditor that the editor package uses; see UnityEngine.cs.
using System;
using UnityEngine;

namespace UnityEditor
{
    public class AssetImporter : UnityEngine.Object // AssetImporter
    {
        public string userData { get; set; } // AssetImporter-userData
    }

    public enum ModelImporterAnimationType { None, Legacy, Generic, Human } // ModelImporterAnimationType
    public enum ModelImporterAvatarSetup { NoAvatar, CreateFromThisModel, CopyFromOther } // ModelImporterAvatarSetup

    public sealed class ModelImporterClipAnimation // ModelImporterClipAnimation
    {
        public bool loopTime { get; set; } // ModelImporterClipAnimation-loopTime
        public bool loopPose { get; set; } // ModelImporterClipAnimation-loopPose
    }

    public class ModelImporter : AssetImporter // ModelImporter
    {
        public float globalScale { get; set; } // ModelImporter-globalScale
        public bool useFileScale { get; set; } // ModelImporter-useFileScale
        public bool importAnimation { get; set; } // ModelImporter-importAnimation
        public bool importCameras { get; set; } // ModelImporter-importCameras
        public bool importLights { get; set; } // ModelImporter-importLights
        public bool resampleCurves { get; set; } // ModelImporter-resampleCurves
        public ModelImporterAnimationType animationType { get; set; } // ModelImporter-animationType
        public ModelImporterAvatarSetup avatarSetup { get; set; } // ModelImporter-avatarSetup
        public HumanDescription humanDescription { get; set; } // ModelImporter-humanDescription
        public ModelImporterClipAnimation[] clipAnimations { get; set; } // ModelImporter-clipAnimations
        public ModelImporterClipAnimation[] defaultClipAnimations { get { return null; } } // ModelImporter-defaultClipAnimations
    }

    public class AssetPostprocessor // AssetPostprocessor; OnPreprocess… are called by name
    {
        public string assetPath { get; set; } // AssetPostprocessor-assetPath
        public AssetImporter assetImporter { get { return null; } } // AssetPostprocessor-assetImporter
        public virtual uint GetVersion() { return 0; } // AssetPostprocessor.GetVersion
    }

    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class MenuItem : Attribute // MenuItem
    {
        public MenuItem(string itemName) { } // MenuItem-ctor
        public MenuItem(string itemName, bool isValidateFunction) { } // MenuItem-ctor
    }

    public static class Selection // Selection
    {
        public static UnityEngine.Object activeObject { get; set; } // Selection-activeObject
    }

    public static class AssetDatabase // AssetDatabase
    {
        public static string GetAssetPath(UnityEngine.Object assetObject) { return null; } // AssetDatabase.GetAssetPath
        public static T LoadAssetAtPath<T>(string path) where T : UnityEngine.Object { return null; } // AssetDatabase.LoadAssetAtPath
        public static void CreateAsset(UnityEngine.Object asset, string path) { } // AssetDatabase.CreateAsset
        public static void ImportPackage(string packagePath, bool interactive) { } // AssetDatabase.ImportPackage
        public static string GenerateUniqueAssetPath(string path) { return path; } // AssetDatabase.GenerateUniqueAssetPath
        public static void Refresh() { } // AssetDatabase.Refresh
    }

    public static class EditorUtility // EditorUtility
    {
        public static bool DisplayDialog(string title, string message, string ok) { return true; } // EditorUtility.DisplayDialog
        public static string OpenFilePanel(string title, string directory, string extension) { return ""; } // EditorUtility.OpenFilePanel
    }

    public static class EditorPrefs // EditorPrefs
    {
        public static string GetString(string key, string defaultValue) { return defaultValue; } // EditorPrefs.GetString
        public static void SetString(string key, string value) { } // EditorPrefs.SetString
    }

    public static class SessionState // SessionState
    {
        public static string GetString(string key, string defaultValue) { return defaultValue; } // SessionState.GetString
        public static void SetString(string key, string value) { } // SessionState.SetString
    }

    public enum MessageType { None, Info, Warning, Error } // MessageType

    public class EditorWindow : ScriptableObject // EditorWindow
    {
        public static T GetWindow<T>(string title) where T : EditorWindow { return null; } // EditorWindow.GetWindow
        public void Repaint() { } // EditorWindow.Repaint
    }

    public static class EditorGUI // EditorGUI
    {
        public static void BeginChangeCheck() { } // EditorGUI.BeginChangeCheck
        public static bool EndChangeCheck() { return false; } // EditorGUI.EndChangeCheck
        public static void BeginDisabledGroup(bool disabled) { } // EditorGUI.BeginDisabledGroup
        public static void EndDisabledGroup() { } // EditorGUI.EndDisabledGroup
        public static void ProgressBar(Rect position, float value, string text) { } // EditorGUI.ProgressBar
    }

    public static class EditorGUILayout // EditorGUILayout
    {
        public static void Space() { } // EditorGUILayout.Space
        public static string TextField(string label, string text, params GUILayoutOption[] options) { return text; } // EditorGUILayout.TextField
        public static string PasswordField(string label, string password, params GUILayoutOption[] options) { return password; } // EditorGUILayout.PasswordField
        public static void LabelField(string label, string label2, params GUILayoutOption[] options) { } // EditorGUILayout.LabelField
        public static void HelpBox(string message, MessageType type) { } // EditorGUILayout.HelpBox
        public static Vector2 BeginScrollView(Vector2 scrollPosition, params GUILayoutOption[] options) { return scrollPosition; } // EditorGUILayout.BeginScrollView
        public static void EndScrollView() { } // EditorGUILayout.EndScrollView
        public static Rect BeginHorizontal(params GUILayoutOption[] options) { return new Rect(); } // EditorGUILayout.BeginHorizontal
        public static void EndHorizontal() { } // EditorGUILayout.EndHorizontal
        public static Rect GetControlRect(params GUILayoutOption[] options) { return new Rect(); } // EditorGUILayout.GetControlRect
    }
}
