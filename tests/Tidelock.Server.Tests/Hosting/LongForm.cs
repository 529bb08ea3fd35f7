namespace Tidelock.Server.Tests.Hosting;

/// <summary>Some tests have a long form, which is run before a release and by whoever asks for it.</summary>
internal static class LongForm
{
    private const string Variable = "TIDELOCK_LONG";

    internal static bool IsAsked => Environment.GetEnvironmentVariable(Variable) == "1";
}

/// <summary>The seed of a test that picks at random. It stands in the test's output, also when nothing fails.</summary>
internal static class Seed
{
    private const string Variable = "TIDELOCK_SEED";

    /// <summary>The one that is asked for; <paramref name="otherwise"/> when none is.</summary>
    internal static int Or(int otherwise)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(Variable), out var asked) ? asked : otherwise;
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}; {Variable} sets another.");
        return seed;
    }
}
