using Tidelock.Server.Configuration;

namespace Tidelock.Server.Passwords;

/// <summary>`Tidelock:Passwords`: what a password must be and what checking it costs.</summary>
internal sealed class PasswordsOptions
{
    internal const string Section = "Passwords";

    [Setting("Shortest password, in characters.", Min = "8", Max = "64")]
    public int MinLength { get; set; } = 8;

    [Setting("Refuse the passwords that everybody tries first.")]
    public bool RefuseCommon { get; set; } = true;

    // No fewer than OWASP's Password Storage Cheat Sheet asks for.
    [Setting("Rounds of PBKDF2-HMAC-SHA512 per check. Stored passwords follow at their next use.",
        Min = "220000", Max = "10000000")]
    public int Iterations { get; set; } = 220_000;

    [Setting("Threads that check passwords; 0 takes half of the processors.", Min = "0", Max = "64")]
    public int Threads { get; set; }

    [Setting("Checks that may wait; more are turned away with 503.", Min = "1", Max = "10000")]
    public int Queue { get; set; } = 64;

    [Setting("How long a link to set a password is good.", Min = "5m", Max = "7d")]
    public TimeSpan LinkLife { get; set; } = TimeSpan.FromHours(1);
}
