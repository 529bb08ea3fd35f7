using System.Text.Json;

namespace Tidelock.Chaos.Clients;

/// <summary>An answer that arrived whole.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body; nothing when there is none.</param>
internal sealed record Reply(int Status, JsonElement Body)
{
    /// <summary>When to come again.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>A nonce for the next proof.</summary>
    internal string? Nonce { get; init; }

    /// <summary>The refresh cookie that it sets.</summary>
    internal string? RefreshCookie { get; init; }

    /// <summary>The device cookie that it sets.</summary>
    internal string? DeviceCookie { get; init; }

    internal bool IsOk => Status is >= 200 and < 300;

    /// <summary>The node said that it can't now.</summary>
    internal bool IsUnavailable => Status == 503;

    /// <summary>The storage failed in the middle: the node does not know what became of the change.</summary>
    internal bool IsOpen => IsUnavailable && Reason == "outcome_unknown";

    /// <summary>The name of the problem.</summary>
    internal string Problem => Text("type").Split('/')[^1];

    /// <summary>Why the person has to sign in again.</summary>
    internal string Reason => Text("reason");

    internal string Text(string member) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out var value)
            ? value.GetString() ?? string.Empty
            : string.Empty;

    public override string ToString() => $"{Status} {Problem} {Reason}".TrimEnd();
}
