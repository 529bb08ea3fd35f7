using Tidelock.Server.Configuration;

namespace Tidelock.Server.Limits;

/// <summary>`Tidelock:Limits`: how much is served, to whom, before a request is turned away.</summary>
internal sealed class LimitsOptions
{
    internal const string Section = "Limits";

    [Setting("Rotations a minute and session.", Min = "1", Max = "1000000")]
    public int RotationsPerMinute { get; set; } = 10;

    [Setting("Repeated answers a minute and session.", Min = "1", Max = "1000000")]
    public int ReplaysPerMinute { get; set; } = 120;

    [Setting("Refused refreshes a minute and address.", Min = "1", Max = "100000000")]
    public int RefusalsPerMinute { get; set; } = 120;

    [Setting("Failed sign-ins to one account in five minutes, from devices it does not know.",
        Min = "1", Max = "1000000")]
    public int SignInFailuresPerAccount { get; set; } = 10;

    [Setting("Failed sign-ins to one account in five minutes, from each device it knows.", Min = "1", Max = "1000000")]
    public int SignInFailuresPerKnownDevice { get; set; } = 10;

    [Setting("Sign-ins and changes of password a minute and address.", Min = "1", Max = "1000000")]
    public int SignInsPerAddress { get; set; } = 60;

    [Setting("Other requests a minute and address that need no session: links, sign-outs.", Min = "1", Max = "1000000")]
    public int RequestsPerAddress { get; set; } = 600;

    [Setting("Reports of what clients measured a minute and session.", Min = "1", Max = "1000000")]
    public int ClientEventsPerMinute { get; set; } = 60;

    [Setting("Sessions and addresses whose use is remembered at most.", Min = "1000", Max = "10000000")]
    public int MaxTracked { get; set; } = 100_000;

    [Setting("Requests served at once; more are turned away with 503 before any work.", Min = "4", Max = "100000")]
    public int MaxConcurrent { get; set; } = 512;

    [Setting("Of these, sign-ins and other password work at most.", Min = "1", Max = "100000")]
    public int MaxConcurrentSignIns { get; set; } = 64;

    [Setting("Of these, of one address at most; 0 takes a quarter. Sign-ins and connections in the same part.",
        Min = "0", Max = "99999")]
    public int MaxConcurrentPerAddress { get; set; }

    [Setting("Connections open at once; more are closed.", Min = "4", Max = "1000000")]
    public int MaxConnections { get; set; } = 20_000;

    [Setting("Event requests that wait at once; more are answered without waiting.", Min = "0", Max = "100000")]
    public int MaxWaiting { get; set; } = 1000;
}
