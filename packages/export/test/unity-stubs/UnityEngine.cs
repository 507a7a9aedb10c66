// The members of UnityEngine that the editor package uses, with the signatures of the manual's Scripting API, so that
// mcs can check the package where there is no Unity. Each line names its page below docs.unity3d.com/ScriptReference/.
using System;

namespace UnityEngine
{
    public class Object
    {
        public string name { get; set; } // Object-name
        public static T Instantiate<T>(T original) where T : Object { throw new NotSupportedException(); } // Object.Instantiate
        public static void DestroyImmediate(Object obj) { } // Object.DestroyImmediate
        public static implicit operator bool(Object exists) { return !ReferenceEquals(exists, null); } // Object-operator_Object
    }

    public class ScriptableObject : Object { } // ScriptableObject

    public class Component : Object { } // Component

    public class Transform : Component // Transform
    {
        public Vector3 localPosition { get; set; } // Transform-localPosition
        public Quaternion localRotation { get; set; } // Transform-localRotation
        public Vector3 localScale { get; set; } // Transform-localScale
    }

    public sealed class GameObject : Object // GameObject
    {
        public T[] GetComponentsInChildren<T>(bool includeInactive) { return new T[0]; } // GameObject.GetComponentsInChildren
    }

    public struct Vector2 { public float x, y; } // Vector2
    public struct Vector3 { public float x, y, z; } // Vector3
    public struct Quaternion { public float x, y, z, w; } // Quaternion
    public struct Rect { } // Rect

    public sealed class Avatar : Object // Avatar
    {
        public bool isValid { get { return true; } } // Avatar-isValid
        public bool isHuman { get { return true; } } // Avatar-isHuman
    }

    public static class AvatarBuilder // AvatarBuilder
    {
        public static Avatar BuildHumanAvatar(GameObject go, HumanDescription humanDescription) { return null; } // AvatarBuilder.BuildHumanAvatar
    }

    public struct HumanLimit // HumanLimit
    {
        public bool useDefaultValues { get; set; } // HumanLimit-useDefaultValues
    }

    public struct HumanBone // HumanBone
    {
        public HumanLimit limit; // HumanBone-limit
        public string boneName { get; set; } // HumanBone-boneName
        public string humanName { get; set; } // HumanBone-humanName
    }

    public struct SkeletonBone // SkeletonBone
    {
        public string name; // SkeletonBone-name
        public Vector3 position; // SkeletonBone-position
        public Quaternion rotation; // SkeletonBone-rotation
        public Vector3 scale; // SkeletonBone-scale
    }

    public struct HumanDescription // HumanDescription
    {
        public HumanBone[] human; // HumanDescription-human
        public SkeletonBone[] skeleton; // HumanDescription-skeleton
        public float upperArmTwist { get; set; } // HumanDescription-upperArmTwist
        public float lowerArmTwist { get; set; } // HumanDescription-lowerArmTwist
        public float upperLegTwist { get; set; } // HumanDescription-upperLegTwist
        public float lowerLegTwist { get; set; } // HumanDescription-lowerLegTwist
        public float armStretch { get; set; } // HumanDescription-armStretch
        public float legStretch { get; set; } // HumanDescription-legStretch
        public float feetSpacing { get; set; } // HumanDescription-feetSpacing
        public bool hasTranslationDoF { get; set; } // HumanDescription-hasTranslationDoF
    }

    public static class JsonUtility // JsonUtility
    {
        public static T FromJson<T>(string json) { throw new NotSupportedException(); } // JsonUtility.FromJson
        public static string ToJson(object obj, bool prettyPrint) { throw new NotSupportedException(); } // JsonUtility.ToJson
    }

    public static class Debug // Debug
    {
        public static void LogWarning(object message) { } // Debug.LogWarning
    }

    public static class Mathf // Mathf
    {
        public static float Max(float a, float b) { return a > b ? a : b; } // Mathf.Max
    }

    public class GUILayoutOption { } // GUILayoutOption

    public static class GUILayout // GUILayout
    {
        public static bool Button(string text, params GUILayoutOption[] options) { return false; } // GUILayout.Button
        public static GUILayoutOption Width(float width) { return null; } // GUILayout.Width
    }
}

namespace UnityEngine.Networking
{
    public class DownloadHandler : IDisposable // Networking.DownloadHandler
    {
        public string text { get { return ""; } } // Networking.DownloadHandler-text
        public void Dispose() { } // Networking.DownloadHandler.Dispose
    }

    public sealed class DownloadHandlerBuffer : DownloadHandler { } // Networking.DownloadHandlerBuffer

    public sealed class DownloadHandlerFile : DownloadHandler // Networking.DownloadHandlerFile
    {
        public DownloadHandlerFile(string path) { } // Networking.DownloadHandlerFile-ctor
        public bool removeFileOnAbort { get; set; } // Networking.DownloadHandlerFile-removeFileOnAbort
    }

    public class UploadHandler : IDisposable // Networking.UploadHandler
    {
        public void Dispose() { } // Networking.UploadHandler.Dispose
    }

    public class AsyncOperation // AsyncOperation
    {
        public event Action<AsyncOperation> completed { add { } remove { } } // AsyncOperation-completed
    }

    public class UnityWebRequestAsyncOperation : AsyncOperation { } // Networking.UnityWebRequestAsyncOperation

    public class UnityWebRequest : IDisposable // Networking.UnityWebRequest
    {
        public enum Result { InProgress, Success, ConnectionError, ProtocolError, DataProcessingError } // Networking.UnityWebRequest.Result

        public UnityWebRequest(string url, string method, DownloadHandler downloadHandler, UploadHandler uploadHandler) { } // Networking.UnityWebRequest-ctor
        public Result result { get { return Result.Success; } } // Networking.UnityWebRequest-result
        public string error { get { return null; } } // Networking.UnityWebRequest-error
        public long responseCode { get { return 200; } } // Networking.UnityWebRequest-responseCode
        public float downloadProgress { get { return 0f; } } // Networking.UnityWebRequest-downloadProgress
        public DownloadHandler downloadHandler { get; set; } // Networking.UnityWebRequest-downloadHandler
        public int redirectLimit { get; set; } // Networking.UnityWebRequest-redirectLimit
        public int timeout { get; set; } // Networking.UnityWebRequest-timeout
        public void SetRequestHeader(string name, string value) { } // Networking.UnityWebRequest.SetRequestHeader
        public UnityWebRequestAsyncOperation SendWebRequest() { return null; } // Networking.UnityWebRequest.SendWebRequest
        public void Abort() { } // Networking.UnityWebRequest.Abort
        public void Dispose() { } // Networking.UnityWebRequest.Dispose
    }
}
