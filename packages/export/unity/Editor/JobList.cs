using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Onetake
{
    /// <summary>A model of a finished job that Unity can take, or a package that the server has packed of it.</summary>
    public sealed class RemoteModel
    {
        public const string Package = "unitypackage";

        public string operation;
        public DateTime finishedAt;
        public string name;
        public string format;
        public string path;
        public long bytes;
        public string sha256;
    }

    /// <summary>Reads the answer to GET /jobs (packages/core/src/wire.ts, job.ts and output.ts).</summary>
    public static class JobList
    {
        static readonly DateTime Epoch = new DateTime(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        /// <summary>FBX first where a job has both: Unity makes a humanoid of it by itself.</summary>
        /// <exception cref="ArgumentException">The text is no JSON, or something else.</exception>
        public static List<RemoteModel> Read(string json)
        {
            // JsonUtility reads no list by itself.
            var answer = JsonUtility.FromJson<Answer>("{\"jobs\":" + json + "}");
            var models = new List<RemoteModel>();
            foreach (var job in answer.jobs ?? new Job[0])
            {
                if (job.status != "succeeded" || job.output == null || job.output.artifacts == null)
                    continue;
                models.AddRange(job.output.artifacts.Where(IsModel).OrderBy(item => item.format).Select(item => new RemoteModel
                {
                    operation = job.operation,
                    finishedAt = Epoch.AddMilliseconds(job.updatedAt).ToLocalTime(),
                    name = item.name,
                    format = item.format,
                    path = item.href,
                    bytes = item.bytes,
                    sha256 = item.sha256,
                }));
            }
            return models;
        }

        static bool IsModel(Artifact item)
        {
            var formats = new[] { "fbx", "glb", RemoteModel.Package };
            return formats.Contains(item.format) && ServerRules.IsArtifactPath(item.href);
        }

        [Serializable]
        sealed class Answer
        {
            public Job[] jobs = null;
        }

        [Serializable]
        sealed class Job
        {
            public string operation = null;
            public string status = null;
            public double updatedAt = 0;
            public Output output = null;
        }

        [Serializable]
        sealed class Output
        {
            public Artifact[] artifacts = null;
        }

        [Serializable]
        sealed class Artifact
        {
            public string format = null;
            public string name = null;
            public string href = null;
            public long bytes = 0;
            public string sha256 = null;
        }
    }
}
