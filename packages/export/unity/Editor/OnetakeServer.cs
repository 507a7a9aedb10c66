using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using UnityEngine.Networking;

namespace Onetake
{
    /// <summary>
    /// Asks a onetake server. Every call returns at once, and Unity calls back in the main thread; the editor stays
    /// free meanwhile.
    /// </summary>
    public static class OnetakeServer
    {
        const int TimeoutSeconds = 20;

        /// <returns>The request, for its progress and for Abort(); null where <c>failed</c> was called already.</returns>
        public static UnityWebRequest List(
            string address, string token, Action<List<RemoteModel>> done, Action<string> failed)
        {
            var request = Open(address, "/jobs?active=false&limit=100", token, new DownloadHandlerBuffer(), failed);
            if (request == null)
                return null;
            request.timeout = TimeoutSeconds;
            request.SendWebRequest().completed += _ =>
            {
                try
                {
                    if (request.result != UnityWebRequest.Result.Success)
                        failed(Refusal(request));
                    else
                        done(JobList.Read(request.downloadHandler.text));
                }
                catch (ArgumentException)
                {
                    failed("The answer is not the list of a onetake server. Is the address right, with its /api?");
                }
                finally
                {
                    request.Dispose();
                }
            };
            return request;
        }

        /// <summary>Copies one model to <c>target</c>. What is broken or foreign is not kept.</summary>
        /// <returns>The request, for its progress and for Abort(); null where <c>failed</c> was called already.</returns>
        public static UnityWebRequest Download(
            string address, string token, RemoteModel model, string target, Action done, Action<string> failed)
        {
            if (!ServerRules.IsArtifactPath(model.path))
            {
                failed("The server names a file at a place where no job keeps one.");
                return null;
            }
            var file = new DownloadHandlerFile(target) { removeFileOnAbort = true };
            var request = Open(address, model.path, token, file, failed);
            if (request == null)
                return null;
            request.SendWebRequest().completed += _ =>
            {
                var problem = request.result == UnityWebRequest.Result.Success ? null : Refusal(request);
                // Before the file is read: until then Unity keeps it open.
                request.Dispose();
                if (problem == null && !IsWhole(target, model))
                    problem = "The file arrived damaged and was not kept. Try again.";
                if (problem == null)
                {
                    done();
                    return;
                }
                File.Delete(target);
                failed(problem);
            };
            return request;
        }

        static UnityWebRequest Open(
            string address, string path, string token, DownloadHandler handler, Action<string> failed)
        {
            var problem = ServerRules.ProblemWith(address, token);
            if (problem != null)
            {
                handler.Dispose();
                failed(problem);
                return null;
            }
            var request = new UnityWebRequest(ServerRules.Url(address, path), "GET", handler, null);
            // The token is for the server that was entered, and for no other that it names.
            request.redirectLimit = 0;
            if (!string.IsNullOrEmpty(token))
                request.SetRequestHeader("Authorization", "Bearer " + token);
            return request;
        }

        static bool IsWhole(string path, RemoteModel model)
        {
            if (new FileInfo(path).Length != model.bytes)
                return false;
            using (var hash = SHA256.Create())
            using (var stream = File.OpenRead(path))
            {
                var hex = BitConverter.ToString(hash.ComputeHash(stream)).Replace("-", "");
                return string.Equals(hex, model.sha256, StringComparison.OrdinalIgnoreCase);
            }
        }

        static string Refusal(UnityWebRequest request)
        {
            if (request.responseCode >= 300 && request.responseCode < 400)
                return "The server points to another address. Enter that one, if you trust it.";
            if (request.responseCode == 401 || request.responseCode == 403)
                return "The server does not accept the token. Ask for a new one, and enter it here.";
            if (request.responseCode == 404)
                return "The server does not have this. Refresh the list; or is the address right, with its /api?";
            if (request.responseCode == 0)
                return "The server cannot be reached: " + request.error + ". Is it running?";
            return "The server answers " + request.responseCode + ". Try again later.";
        }
    }
}
