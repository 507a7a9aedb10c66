using System;
using System.Text;
using System.Text.RegularExpressions;

namespace Onetake
{
    /// <summary>What an address, a path or a name must be before it is used. Nothing of Unity in here.</summary>
    public static class ServerRules
    {
        static readonly Regex ArtifactPath = new Regex(@"^/jobs/[A-Za-z0-9_-]{1,64}/artifacts/[A-Za-z0-9_-]{1,64}\z");

        /// <summary>Null when the address may be used with this token; else what is wrong, in words.</summary>
        public static string ProblemWith(string address, string token)
        {
            Uri uri;
            var isAddress = Uri.TryCreate((address ?? "").Trim(), UriKind.Absolute, out uri)
                && (uri.Scheme == "http" || uri.Scheme == "https")
                && uri.Query == "" && uri.Fragment == "";
            if (!isAddress)
                return "Enter the address of your onetake server, such as https://motion.example.com/api.";
            if (uri.UserInfo != "")
                return "Leave the name and password out of the address; the token has a field of its own.";
            if (!string.IsNullOrEmpty(token) && uri.Scheme == "http" && !uri.IsLoopback)
                return "Use https: over http anyone on the way could read the token.";
            return null;
        }

        public static string Url(string address, string path)
        {
            return address.Trim().TrimEnd('/') + path;
        }

        public static bool IsArtifactPath(string path)
        {
            return path != null && ArtifactPath.IsMatch(path);
        }

        /// <summary>A name for a file, whatever a server calls it: no folders, no hidden files, no odd characters.</summary>
        public static string FileName(string name, string extension)
        {
            var text = (name ?? "").Replace('\\', '/');
            text = text.Substring(text.LastIndexOf('/') + 1);
            var dot = text.LastIndexOf('.');
            if (dot >= 0)
                text = text.Substring(0, dot);
            var safe = new StringBuilder();
            foreach (var letter in text)
            {
                var isPlain = letter < 128 && (char.IsLetterOrDigit(letter) || letter == '-' || letter == '_');
                if (safe.Length < 48)
                    safe.Append(isPlain ? letter : '_');
            }
            return (safe.ToString().Trim('_') == "" ? "motion" : safe.ToString()) + "." + extension;
        }
    }
}
