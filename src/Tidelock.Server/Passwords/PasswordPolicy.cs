using Tidelock.Server.Configuration;

namespace Tidelock.Server.Passwords;

/// <summary>What a password must be and what checking it costs.</summary>
internal sealed record PasswordPolicy
{
    /// <summary>Longest password, in characters; hashing more would only be work for an attacker to order.</summary>
    internal const int MaxLength = 256;

    internal required int MinLength { get; init; }

    internal required bool RefuseCommon { get; init; }

    internal required int Iterations { get; init; }

    internal required int Threads { get; init; }

    internal required int Queue { get; init; }

    internal required TimeSpan LinkLife { get; init; }

    internal static PasswordPolicy From(PasswordsOptions options) => new()
    {
        MinLength = options.MinLength,
        RefuseCommon = options.RefuseCommon,
        Iterations = options.Iterations,
        Threads = options.Threads > 0 ? options.Threads : Math.Max(1, Environment.ProcessorCount / 2),
        Queue = options.Queue,
        LinkLife = options.LinkLife,
    };
}
