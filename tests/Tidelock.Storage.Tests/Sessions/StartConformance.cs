using Tidelock.Events;
using Tidelock.Sessions;

namespace Tidelock.Storage.Tests.Sessions;

public abstract class StartConformance : SessionConformance
{
    [Fact]
    public async Task A_session_is_read_back_as_it_was_started()
    {
        var user = await AddUserAsync();
        var session = Some.FullSession(user.Id);

        var started = await StartAsync(session);

        Assert.Equal(session, started);
        Assert.Equal(session, await Store.Sessions.FindAsync(session.Id, Never));
        Assert.Equal(session, await Store.Sessions.FindAsync(session.Handle, Never));
    }

    [Fact]
    public async Task A_session_with_nothing_optional_is_read_back_too()
    {
        var user = await AddUserAsync();
        var session = Some.Session(user.Id) with { Confirmed = null, UserAgent = string.Empty };

        await StartAsync(session);

        Assert.Equal(session, await FindAsync(session));
    }

    [Fact]
    public async Task A_started_session_survives_closing_the_store()
    {
        var session = await StartAsync();

        await Store.ReopenAsync();

        Assert.Equal(session, await FindAsync(session));
    }

    [Fact]
    public async Task The_store_stamps_epoch_and_version()
    {
        var user = await AddUserAsync();

        var started = await StartAsync(Some.Session(user.Id) with { Epoch = 0, Version = 99 });

        Assert.Equal((Store.Epoch, 1L), (started.Epoch, started.Version));
    }

    [Fact]
    public async Task The_grant_carries_the_users_roles()
    {
        var user = await AddUserAsync();

        var start = await Store.Sessions.StartAsync(
            Some.Session(user.Id), The.Password, null, _ => new Admission.Admit([]), [], Never);

        Assert.Equal(user.Roles, start.Grant!.Roles);
    }

    [Fact]
    public async Task A_user_who_is_gone_starts_nothing()
    {
        var start = await Store.Sessions.StartAsync(
            Some.Session(Some.User().Id), null, null, _ => throw new InvalidOperationException(), [], Never);

        Assert.Equal((null, null), (start.Admission, start.Grant));
    }

    [Fact]
    public async Task A_disabled_user_starts_nothing()
    {
        var user = await AddUserAsync();
        await Store.DisableAsync(user);

        var start = await Store.Sessions.StartAsync(
            Some.Session(user.Id), null, null, _ => new Admission.Admit([]), [Some.Draft(user.Id)], Never);

        Assert.Null(start.Grant);
        Assert.Empty(await Store.Sessions.ListAsync(user.Id, 10, Never));
    }

    [Fact]
    public async Task A_password_that_changed_since_it_was_checked_starts_nothing()
    {
        var user = await AddUserAsync();

        var start = await Store.Sessions.StartAsync(
            Some.Session(user.Id), The.NewPassword, null, _ => new Admission.Admit([]), [], Never);

        Assert.Equal((null, null), (start.Admission, start.Grant));
    }

    [Fact]
    public async Task A_refused_admission_leaves_everything_as_it_was()
    {
        var live = await StartAsync();
        IReadOnlyList<Session> seen = [];

        var start = await Store.Sessions.StartAsync(
            Some.Session(live.User), null, live.Handle,
            sessions =>
            {
                seen = sessions;
                return new Admission.Refuse();
            },
            [Some.Draft(live.User, EventCatalogue.SessionStarted)], Never);

        Assert.IsType<Admission.Refuse>(start.Admission);
        Assert.Null(start.Grant);
        Assert.Equal([live], seen);
        Assert.Equal(live, await FindAsync(live));
        Assert.Empty(await ToldAsync(EventCatalogue.SessionStarted));
    }

    [Fact]
    public async Task Sessions_that_make_room_end_with_their_reason_and_event()
    {
        var old = await StartAsync();
        var next = Some.Session(old.User);

        var start = await Store.Sessions.StartAsync(
            next, null, null, live => new Admission.Admit([(live[0], EndReason.SessionLimit)]),
            [Some.Draft(old.User, EventCatalogue.SessionStarted)], Never);

        Assert.Equal([old.Handle], start.Ended);
        Assert.Equal(EndReason.SessionLimit, (await FindAsync(old)).EndReason);
        var told = Assert.Single(await ToldAsync(EventCatalogue.SessionEnded));
        Assert.Equal((old.Id, "session_limit", The.Moment), (told.Session!.Value, told.Reason, told.At));
        Assert.Equal(Some.Context(), told.Context);
    }

    [Fact]
    public async Task A_session_that_had_run_out_is_ended_by_the_server_itself()
    {
        var user = await AddUserAsync();
        var old = await StartAsync(Some.Session(user.Id) with { IdleExpiresAt = The.Moment });

        await Store.Sessions.StartAsync(
            Some.Session(user.Id), null, null,
            live => new Admission.Admit([(live[0], EndReason.IdleExpired)]),
            [Some.Draft(user.Id, EventCatalogue.SessionStarted)], Never);

        var told = Assert.Single(await ToldAsync(EventCatalogue.SessionEnded));
        Assert.Equal((old.Id, Actor.System, null), (told.Session!.Value, told.Actor, told.Context));
    }

    [Fact]
    public async Task The_replaced_session_ends_whoevers_it_is()
    {
        var other = await StartAsync("berta");
        var user = await AddUserAsync();

        var start = await Store.Sessions.StartAsync(
            Some.Session(user.Id), null, other.Handle, _ => new Admission.Admit([]),
            [Some.Draft(user.Id, EventCatalogue.SessionStarted)], Never);

        Assert.Equal([other.Handle], start.Ended);
        Assert.Equal(EndReason.ReplacedBySignIn, (await FindAsync(other)).EndReason);
        var told = Assert.Single(await ToldAsync(EventCatalogue.SessionEnded));
        Assert.Equal((other.User, Actor.Of(user.Id)), (told.User!.Value, told.Actor));
    }

    [Fact]
    public async Task An_unknown_or_ended_replaced_session_changes_nothing()
    {
        var user = await AddUserAsync();

        var start = await Store.Sessions.StartAsync(
            Some.Session(user.Id), null, Some.Session(user.Id).Handle, _ => new Admission.Admit([]), [], Never);

        Assert.NotNull(start.Grant);
        Assert.Empty(start.Ended);
    }

    [Fact]
    public async Task A_failing_admission_takes_the_whole_start_back()
    {
        var live = await StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Sessions.StartAsync(
            Some.Session(live.User), null, null, _ => throw new InvalidOperationException(),
            [Some.Draft(live.User, EventCatalogue.SessionStarted)], Never).AsTask());

        Assert.Equal([live], await Store.Sessions.ListAsync(live.User, 10, Never));
        Assert.Empty(await ToldAsync(EventCatalogue.SessionStarted));
    }
}
