using System;
using Onetake;

/// <summary>Prints what the rules say of each argument: "address URL TOKEN", "path PATH" or "name NAME", in threes.</summary>
static class ServerRulesTest
{
    static void Main(string[] arguments)
    {
        for (var at = 0; at + 2 < arguments.Length; at += 3)
        {
            var value = arguments[at + 1];
            switch (arguments[at])
            {
                case "address":
                    Console.WriteLine(ServerRules.ProblemWith(value, arguments[at + 2]) ?? "fine");
                    break;
                case "path":
                    Console.WriteLine(ServerRules.IsArtifactPath(value) ? "fine" : "refused");
                    break;
                default:
                    Console.WriteLine(ServerRules.FileName(value, arguments[at + 2]));
                    break;
            }
        }
    }
}
