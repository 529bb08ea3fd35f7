using System.Text.Json.Serialization;

namespace Tidelock.Load;

/// <summary>What is asked for, again and again.</summary>
internal enum LoadKind
{
    /// <summary>POST a refresh token, keep the one that comes back, and present that the next time.</summary>
    Refresh,

    /// <summary>POST a name and a password.</summary>
    SignIn,
}

/// <summary>One run of the generator.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Host">The server's address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Path">The path of the endpoint.</param>
/// <param name="Connections">Connections at once; each waits for its answer before it asks again.</param>
/// <param name="WarmUpSeconds">Time before anything is counted.</param>
/// <param name="Seconds">Time that is counted.</param>
/// <param name="CredentialsFile">One refresh token, or one name and password, a line. Refresh tokens are written back.
/// </param>
/// <param name="ProofKeysFile">Private keys (PKCS#8, base64) for DPoP proofs, one a line of credentials; null for none.
/// </param>
/// <param name="ProofUrl">The `htu` of proofs.</param>
/// <param name="ServerPid">The server's process, whose processor time is measured.</param>
internal sealed record LoadPlan(
    LoadKind Kind,
    string Host,
    int Port,
    string Path,
    int Connections,
    double WarmUpSeconds,
    double Seconds,
    string CredentialsFile,
    string? ProofKeysFile,
    string? ProofUrl,
    int ServerPid);

/// <summary>What one run came to; times in milliseconds, rates a second.</summary>
internal sealed record LoadResult
{
    /// <summary>Answers with success, a second.</summary>
    public double Rate { get; init; }

    /// <summary>How many answers had each other status; 0 stands for connections that broke.</summary>
    public Dictionary<int, long> Refused { get; init; } = [];

    /// <summary>Median time of an answer.</summary>
    public double P50 { get; init; }

    /// <summary>The time that 99 of 100 answers did not exceed.</summary>
    public double P99 { get; init; }

    /// <summary>The longest time.</summary>
    public double Max { get; init; }

    /// <summary>Processors that the server kept busy.</summary>
    public double ServerCpu { get; init; }

    /// <summary>Processors that the generator kept busy.</summary>
    public double GeneratorCpu { get; init; }

    /// <summary>Length of the last answer's body, in bytes.</summary>
    public int AnswerLength { get; init; }
}

/// <summary>Both, as they travel between the processes.</summary>
[JsonSerializable(typeof(LoadPlan))]
[JsonSerializable(typeof(LoadResult))]
internal sealed partial class LoadJson : JsonSerializerContext;
