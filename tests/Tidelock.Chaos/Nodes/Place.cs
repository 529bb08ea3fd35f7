using System.Net;
using System.Net.Sockets;

namespace Tidelock.Chaos.Nodes;

/// <summary>
/// Where a node runs, and how. It keeps its address over all restarts, as a server does: the address is a part of its
/// tokens.
/// </summary>
/// <param name="Data">The data directory.</param>
/// <param name="Port">The port on the loopback address.</param>
internal sealed record Place(string Data, int Port)
{
    /// <summary>Limits that a fault is not to be mistaken for.</summary>
    private static readonly (string Key, string Value)[] Limits =
    [
        ("Limits:RotationsPerMinute", "1000000"), ("Limits:ReplaysPerMinute", "1000000"),
        ("Limits:RefusalsPerMinute", "1000000"), ("Limits:SignInsPerAddress", "1000000"),
        ("Limits:RequestsPerAddress", "1000000"), ("Limits:SignInFailuresPerAccount", "1000000"),
        ("Limits:SignInFailuresPerKnownDevice", "1000000"), ("Sessions:MaxPerUser", "1000"),
        ("Passwords:Threads", "2"),
    ];

    /// <summary>The address of clients.</summary>
    internal Uri Url => new($"http://127.0.0.1:{Port}");

    /// <summary>The database's file.</summary>
    internal string Database => Path.Combine(Data, "tidelock.db");

    /// <summary>Settings beside the limits.</summary>
    internal IReadOnlyList<(string Key, string Value)> Settings { get; init; } = [];

    /// <summary>Variables of the node's process, such as a library that shifts its clock.</summary>
    internal IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>A place on a port that is free now.</summary>
    internal static Place On(string data)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new(data, ((IPEndPoint)listener.LocalEndpoint).Port);
    }

    /// <summary>The environment of a process that works here.</summary>
    internal void Prepare(IDictionary<string, string?> environment)
    {
        environment.Remove("TIDELOCK_DATA");
        foreach (var (key, value) in Limits.Concat(Settings))
        {
            environment[$"Tidelock__{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;
        }

        foreach (var (name, value) in Variables)
        {
            environment[name] = value;
        }
    }
}
