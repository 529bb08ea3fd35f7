using Tidelock.Server.Tests.Hosting;

namespace Tidelock.Server.Tests.Events.Actions;

/// <summary>One action, and what the audit log says after it.</summary>
/// <param name="Action">What somebody does, as a sentence.</param>
/// <param name="Do">Does it over HTTP.</param>
/// <param name="Log">
/// The events it leaves, all of them and in their order, as <see cref="Line"/> writes them. Empty for what is counted
/// and not written down.
/// </param>
internal sealed record ActionRow(string Action, Func<Scene, Task> Do, params string[] Log)
{
    /// <summary>What is different about the server.</summary>
    internal (string Key, string Value)[] Settings { get; init; } = [];

    /// <summary>The kinds of the events it leaves, refused ones too.</summary>
    internal IEnumerable<string> Kinds => Log.Select(line => line.Split(' ')[0]);

    /// <summary>The reasons for which it ends sessions.</summary>
    internal IEnumerable<string> Ends => Log
        .Where(line => line.StartsWith("session.ended ", StringComparison.Ordinal))
        .Select(line => line.Split(": ")[1].Split(' ')[0]);
}
