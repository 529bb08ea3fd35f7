namespace Tidelock.Simulation;

/// <summary>Whether the long form of the proof was asked for; the short one fits into every run of the suite.</summary>
internal static class LongForm
{
    /// <summary>Set to 1, it makes every suite run its long forms.</summary>
    internal const string Variable = "TIDELOCK_LONG";

    internal static bool IsAsked => Environment.GetEnvironmentVariable(Variable) == "1";
}
