namespace Tidelock.Chaos.Clients;

/// <summary>
/// Somebody at a device, who mostly renews and now and then does something else. Goes on with the same token after an
/// answer that was lost or refused for now.
/// </summary>
internal class Person(Ledger ledger, Device device, Chance chance, Patience patience)
{
    private const double Races = 0.1;
    private const double Confirms = 0.4;
    private const double EndsSomething = 0.004;

    protected Ledger Ledger { get; } = ledger;

    protected Device Device { get; } = device;

    protected Chance Chance { get; } = chance;

    /// <summary>Acts until it is stopped; what is under way then is waited for.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var reply = await ActAsync();
            await patience.AfterAsync(reply, stop);
        }
    }

    /// <summary>Signs in if need be, so that the device holds a session.</summary>
    internal async Task ArriveAsync(CancellationToken stop)
    {
        while (Device.Session is null && !stop.IsCancellationRequested)
        {
            await patience.AfterAsync(await SigningIn.SignInAsync(Ledger, Device), stop);
        }
    }

    /// <summary>The next thing that this person does with a session.</summary>
    protected virtual async Task<Reply?> UseAsync(KnownSession session)
    {
        if (Chance.Happens(EndsSomething))
        {
            return await EndSomethingAsync(session);
        }

        var reply = Chance.Happens(Races)
            ? await Renewing.RaceAsync(Ledger, session)
            : await Renewing.RenewAsync(Ledger, session);
        return reply is { Status: 200 } && Chance.Happens(Confirms) ? await Renewing.ConfirmAsync(session) : reply;
    }

    private async Task<Reply?> ActAsync()
    {
        if (Device.Session is { ToldReason: not null } over)
        {
            Device.Session = Device.Session == over ? null : Device.Session;
        }

        return Device.Session is { } session ? await UseAsync(session) : await SigningIn.SignInAsync(Ledger, Device);
    }

    private async Task<Reply?> EndSomethingAsync(KnownSession session)
    {
        switch (Chance.Whole(0, 10))
        {
            case < 4:
                return await Ending.SignOutAsync(Ledger, session);
            case < 6:
                return await SigningIn.SignInAsync(Ledger, Device);
            case < 8:
                var others = Ledger.Sessions.Where(
                    other => other.Account == session.Account && other != session && !other.IsOver).ToList();
                return others.Count == 0 ? null : await Ending.EndOtherAsync(Ledger, session, Chance.OneOf(others));
            case 8:
                return await Ending.EndOthersAsync(Ledger, session);
            default:
                var next = $"tide-{Device}-{Chance.Whole(0, int.MaxValue):x}";
                return await Ending.ChangePasswordAsync(Ledger, Device, next);
        }
    }
}

/// <summary>An administrator, who mostly ends the sessions of others.</summary>
internal sealed class Administrator(Ledger ledger, Device device, Chance chance, Patience patience)
    : Person(ledger, device, chance, patience)
{
    private const double EndsAnother = 0.03;

    /// <inheritdoc />
    protected override async Task<Reply?> UseAsync(KnownSession session)
    {
        var others = Chance.Happens(EndsAnother)
            ? Ledger.Sessions.Where(other => other.Account != session.Account && !other.IsOver).ToList()
            : [];
        return others.Count > 0
            ? await Ending.EndAsAdministratorAsync(Ledger, session, Chance.OneOf(others))
            : await Renewing.RenewAsync(Ledger, session);
    }
}
