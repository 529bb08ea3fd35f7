namespace Tidelock.Chaos;

/// <summary>How much is done to find something.</summary>
/// <param name="Rounds">How often it happens.</param>
/// <param name="Accounts">How many people use the node, each on four devices.</param>
internal sealed record Effort(int Rounds, int Accounts)
{
    /// <summary>As many people as the machine's two cores can be kept busy by.</summary>
    private const int ManyAccounts = 12;

    private const int FewAccounts = 3;

    /// <summary>For a run by hand.</summary>
    internal static Effort Of(int rounds) => new(rounds, ManyAccounts);

    /// <summary>For the suite: one form or the other.</summary>
    internal static Effort InSuite(int brief, int full) =>
        LongForm.Of(brief: true, full: false) ? new(brief, FewAccounts) : Of(full);
}
