using Tidelock.Simulation.Worlds;

namespace Tidelock.Simulation.Parties;

/// <summary>
/// Somebody who uses an application a few times a day, at times of their own, with a browser to which the world does
/// what its <see cref="Circumstances"/> say.
/// </summary>
internal sealed class Person(WorldParts parts, Browser browser)
{
    /// <summary>A renewal comes at three quarters of the token's life.</summary>
    internal static readonly TimeSpan RenewalInterval = TimeSpan.FromMinutes(11.25);

    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestVisit = TimeSpan.FromMinutes(12);
    private static readonly TimeSpan LongestVisit = TimeSpan.FromHours(2.5);
    private static readonly TimeSpan EarliestVisit = TimeSpan.FromHours(6.5);
    private static readonly TimeSpan LatestVisit = TimeSpan.FromHours(23);

    private readonly Agenda _agenda = parts.Agenda;
    private readonly Circumstances _circumstances = parts.Circumstances;
    private readonly Chance _life = parts.Life;
    private readonly Chance _fate = parts.Fate;

    /// <summary>True while the person is at the application.</summary>
    internal bool IsActive { get; private set; }

    /// <summary>When the person will be back; meaningful while away.</summary>
    internal DateTimeOffset BackAt { get; private set; }

    /// <summary>Lives until the world ends.</summary>
    internal async Task LiveAsync()
    {
        for (var day = WorldClock.Start; ; day += TimeSpan.FromDays(1))
        {
            foreach (var (from, until) in VisitsOf(day))
            {
                await VisitAsync(from, until);
            }
        }
    }

    /// <summary>Two or three visits a day, in their order.</summary>
    private IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> VisitsOf(DateTimeOffset day)
    {
        var starts = Enumerable.Range(0, _life.Whole(2, 4))
            .Select(_ => day + _life.Between(EarliestVisit, LatestVisit)).Order().ToList();
        return starts.Select(start => (start, start + _life.AnyScale(ShortestVisit, LongestVisit))).ToList();
    }

    private async Task VisitAsync(DateTimeOffset from, DateTimeOffset until)
    {
        if (_agenda.Now >= until)
        {
            return;
        }

        BackAt = browser.NextRenewal = from > _agenda.Now ? from : _agenda.Now;
        await _agenda.WaitUntil(from);
        await MayLoseKeyAsync();
        IsActive = true;
        browser.Reception.MayMove(isRetry: false);
        do
        {
            await MisfortuneAsync();
            await RenewAsync();
            browser.NextRenewal = _agenda.Now + RenewalInterval - _life.Between(default, Jitter);
            await _agenda.WaitUntil(browser.NextRenewal);
            browser.Reception.MayMove(isRetry: false);
        }
        while (_agenda.Now < until);

        IsActive = false;
    }

    private async Task RenewAsync()
    {
        var other = parts.Line.Happens(_circumstances.RacingTab) ? browser.RenewAsync() : Task.CompletedTask;
        await browser.RenewAsync();
        await other;
    }

    private async Task MisfortuneAsync()
    {
        if (_fate.Happens(_circumstances.StaleCopy))
        {
            browser.PutBackOldCopy(_fate.Whole(1, 20));
        }

        if (_fate.Happens(_circumstances.CrashWithRollBack))
        {
            browser.CrashAndRollBack();
            await _agenda.Wait(_fate.AnyScale(TimeSpan.FromMinutes(1), TimeSpan.FromHours(8)));
        }
    }

    private async Task MayLoseKeyAsync()
    {
        if (_fate.Happens(_circumstances.KeyEvicted))
        {
            await _agenda.Wait(_circumstances.AwayBeforeEviction);
            browser.LoseKey();
        }
    }
}
