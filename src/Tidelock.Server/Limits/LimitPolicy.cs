using Tidelock.Server.Configuration;

namespace Tidelock.Server.Limits;

/// <summary>The limits in force.</summary>
internal sealed record LimitPolicy
{
    /// <summary>The window of the sign-in failure limits.</summary>
    internal static readonly TimeSpan FailureWindow = TimeSpan.FromMinutes(5);

    /// <summary>So many times the places may wait for their bodies: at 16 KB each, 64 MB by default.</summary>
    private const int ArrivingPerPlace = 8;

    /// <summary>The part of all places that one address may take, where nothing is configured.</summary>
    private const int AddressesPerServer = 4;

    internal required Rate Rotations { get; init; }

    internal required Rate Replays { get; init; }

    internal required Rate Refusals { get; init; }

    internal required Rate FailuresPerAccount { get; init; }

    internal required Rate FailuresPerKnownDevice { get; init; }

    internal required Rate SignInsPerAddress { get; init; }

    internal required Rate RequestsPerAddress { get; init; }

    internal required Rate ClientEvents { get; init; }

    internal required int MaxTracked { get; init; }

    internal required int MaxConcurrent { get; init; }

    internal required int MaxConcurrentSignIns { get; init; }

    internal required int MaxConcurrentPerAddress { get; init; }

    internal required int MaxConnections { get; init; }

    internal required int MaxWaiting { get; init; }

    /// <summary>Requests whose bodies are waited for.</summary>
    internal int MaxArriving => ArrivingPerPlace * MaxConcurrent;

    /// <summary>An address's part of the places for password work.</summary>
    internal int MaxConcurrentSignInsPerAddress => PartOfAddress(MaxConcurrentSignIns);

    /// <summary>An address's part of the requests that wait.</summary>
    internal int MaxWaitingPerAddress => PartOfAddress(MaxWaiting);

    /// <summary>An address's part of the connections.</summary>
    internal int MaxConnectionsPerAddress => PartOfAddress(MaxConnections);

    internal static LimitPolicy From(LimitsOptions options, ConfigurationErrors errors)
    {
        if (options.MaxConcurrentSignIns >= options.MaxConcurrent)
        {
            errors.Add("Tidelock:Limits:MaxConcurrentSignIns",
                "must be less than Tidelock:Limits:MaxConcurrent, so that sign-ins never take the place of refreshes");
        }

        var perAddress = options.MaxConcurrentPerAddress == 0
            ? Math.Max(1, options.MaxConcurrent / AddressesPerServer)
            : options.MaxConcurrentPerAddress;
        if (perAddress >= options.MaxConcurrent)
        {
            errors.Add("Tidelock:Limits:MaxConcurrentPerAddress",
                "must be less than Tidelock:Limits:MaxConcurrent, so that no address alone keeps out all others");
        }

        var minute = TimeSpan.FromMinutes(1);
        return new()
        {
            Rotations = new(options.RotationsPerMinute, minute),
            Replays = new(options.ReplaysPerMinute, minute),
            Refusals = new(options.RefusalsPerMinute, minute),
            FailuresPerAccount = new(options.SignInFailuresPerAccount, FailureWindow),
            FailuresPerKnownDevice = new(options.SignInFailuresPerKnownDevice, FailureWindow),
            SignInsPerAddress = new(options.SignInsPerAddress, minute),
            RequestsPerAddress = new(options.RequestsPerAddress, minute),
            ClientEvents = new(options.ClientEventsPerMinute, minute),
            MaxTracked = options.MaxTracked,
            MaxConcurrent = options.MaxConcurrent,
            MaxConcurrentSignIns = options.MaxConcurrentSignIns,
            MaxConcurrentPerAddress = perAddress,
            MaxConnections = options.MaxConnections,
            MaxWaiting = options.MaxWaiting,
        };
    }

    private int PartOfAddress(int all) => Math.Max(1, (int)((long)all * MaxConcurrentPerAddress / MaxConcurrent));
}

/// <summary>So many in such a time; as many may come at once.</summary>
internal readonly record struct Rate(int Count, TimeSpan Window)
{
    /// <summary>The time after which one more is allowed.</summary>
    internal TimeSpan Interval => Window / Count;
}
