namespace Tidelock.Chaos;

/// <summary>Whether the long form of the tests was asked for; the short one fits into every run of the suite.</summary>
internal static class LongForm
{
    /// <summary>Set to 1, it makes every suite run its long forms.</summary>
    private const string Variable = "TIDELOCK_LONG";

    private static bool IsAsked => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>What belongs to one form or the other.</summary>
    internal static T Of<T>(T brief, T full) => IsAsked ? full : brief;
}
