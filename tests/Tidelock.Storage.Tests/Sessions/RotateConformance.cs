using Tidelock.Events;
using Tidelock.Sessions;
using Tidelock.Tokens;
using Tidelock.Users;

namespace Tidelock.Storage.Tests.Sessions;

public abstract class RotateConformance : SessionConformance
{
    private const int Seed = 20260301;
    private const int RandomCases = 3000;
    private const int RandomUsers = 300;

    [Fact]
    public async Task A_plain_rotation_is_durable_and_raises_the_generation()
    {
        var session = await StartAsync();

        var grant = await RotateAsync(Some.Newest(session));

        Assert.Equal(session.Generation.Next, grant!.Session.Generation);
        Assert.Equal(["student", "tutor of 3b"], grant.Roles);
        await Store.ReopenAsync();
        Assert.Equal(grant.Session, await FindAsync(session));
    }

    [Fact]
    public async Task A_plain_rotation_adds_no_event_but_counts_in_its_minute()
    {
        var session = await StartAsync();
        var before = await ToldAsync();

        var first = await RotateAsync(Some.Newest(session));
        await RotateAsync(Some.Newest(first!.Session));

        Assert.Equal(before.Count, (await ToldAsync()).Count);
        Assert.Equal([2], await RotationsAsync());
    }

    [Fact]
    public async Task The_times_of_answers_are_rolled_up_by_minute_and_class()
    {
        await RotateAsync(Some.Newest(await StartAsync()));
        foreach (var milliseconds in (int[])[1, 3, 4, 5000])
        {
            Store.Sessions.RecordLatency(The.Moment, TimeSpan.FromMilliseconds(milliseconds));
        }

        await Store.ReopenAsync();

        var minute = Assert.Single(await Store.Sessions.RefreshMinutesAsync(The.Moment, Never));
        Assert.Equal(1, minute.Rotations);
        Assert.Equal([1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1], minute.Latencies);
        Assert.Empty(await Store.Sessions.RefreshMinutesAsync(The.Moment.AddMinutes(1), Never));
    }

    [Fact]
    public async Task An_event_asked_for_gets_the_session_and_the_user()
    {
        var session = await StartAsync();
        var told = new EventDraft
        {
            At = The.Moment,
            Kind = EventCatalogue.TokenRefreshed,
            Actor = new(ActorKind.User),
            Context = Some.Context(),
        };

        await Store.Sessions.TryRotateAsync(Some.Newest(session), The.Policy, told, Never);

        var written = Assert.Single(await ToldAsync(EventCatalogue.TokenRefreshed));
        Assert.Equal(
            (session.Id, session.User, Actor.Of(session.User), Some.Context()),
            (written.Session!.Value, written.User!.Value, written.Actor, written.Context));
    }

    [Fact]
    public async Task Without_rotation_the_generation_stays_and_the_rest_moves()
    {
        var session = await StartAsync();
        var policy = The.Policy with { Rotate = false };

        var grant = await Store.Sessions.TryRotateAsync(Some.Newest(session), policy, null, Never);

        Assert.Equal(session.Generation, grant!.Session.Generation);
        Assert.Equal((The.Moment, session.RefreshCount + 1), (grant.Session.AnsweredAt, grant.Session.RefreshCount));
    }

    [Fact]
    public async Task A_token_of_nobodys_session_rotates_nothing()
    {
        var user = await AddUserAsync();

        Assert.Null(await RotateAsync(Some.Newest(Some.Session(user.Id))));
    }

    /// <summary>
    /// The statement and the table are two ways to say one thing. Random rows meet random presentations that differ
    /// from the fitting one in a few points; the statement rotates exactly where the table gives a plain rotation,
    /// and leaves exactly the row that the table gives.
    /// </summary>
    [Fact]
    public async Task The_fast_path_is_the_tables_plain_rotation_and_nothing_else()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, RandomUsers).Select(index => AddUserAsync($"user-{index}")));
        var random = new SeededCases(Seed);
        var cases = Enumerable.Range(0, RandomCases)
            .Select(index => (Index: index, Case: random.Next(users[index % RandomUsers].Id)));

        var rotated = await Task.WhenAll(cases.ToList().Select(one => AgreesAsync(one.Index, one.Case)));

        Assert.InRange(rotated.Count(did => did), RandomCases / 10, RandomCases * 9 / 10);
    }

    private async Task<bool> AgreesAsync(
        int index, (Session Session, Presentation Presented, SessionPolicy Policy) theCase)
    {
        var (session, presented, policy) = theCase;
        var row = await StartAsync(session with { EndedAt = null });
        if (session.EndedAt is not null)
        {
            row = await EndAsync(row);
        }

        var decided = Rotation.Decide(row, presented, Store.Epoch, policy);
        var grant = await Store.Sessions.TryRotateAsync(presented, policy, null, Never);

        var plain = decided is RefreshDecision.Rotate { Notes: RotationNotes.None } rotate ? rotate.Next : null;
        var expected = plain is null ? null : plain with { Version = row.Version + 1 };
        if (expected != grant?.Session)
        {
            Assert.Fail($"Seed {Seed}, case {index}: {decided}, but {grant?.Session} of {presented} with {policy}");
        }

        Assert.Equal(grant?.Session ?? row, await FindAsync(row));
        return grant is not null;
    }

    private async Task<Session> EndAsync(Session session) => Assert.Single(await Store.Sessions.EndAsync(
        new EndScope.ById(session.Id, null), EndReason.SignedOut,
        Some.Draft(session.User, EventCatalogue.SessionEnded) with { At = session.CreatedAt }, Never));

    private ValueTask<SessionGrant?> RotateAsync(Presentation presented) =>
        Store.Sessions.TryRotateAsync(presented, The.Policy, null, Never);

    /// <summary>Rows and presentations, mostly fitting, from one seed.</summary>
    private sealed class SeededCases(int seed)
    {
#pragma warning disable RS0030 // A seed makes the cases the same every time.
        private readonly Random _random = new(seed);
#pragma warning restore RS0030

        public (Session Session, Presentation Presented, SessionPolicy Policy) Next(UserId user)
        {
            var session = Vary(_random.Next(2) == 0 ? Some.Session(user) : Some.BoundSession(user));
            return (session, Vary(Some.Newest(session), session), new()
            {
                Rotate = !Rarely(),
                Binding = Pick(BindingMode.Preferred, BindingMode.Preferred, BindingMode.Required, BindingMode.Off),
            });
        }

        private Session Vary(Session session) => session with
        {
            Remembered = _random.Next(2) == 0,
            Generation = Rarely() ? new(Generation.MaxValue) : session.Generation,
            Confirmed = Pick<Generation?>(null, new(3), session.Generation),
            Late = Pick(default, new LateScore(1.5, new(5))),
            HeldAt = Pick<DateTimeOffset?>(null, The.Moment - TimeSpan.FromSeconds(30)),
            IdleExpiresAt = Rarely() ? The.Moment : session.IdleExpiresAt,
            ExpiresAt = Pick(session.ExpiresAt, The.Moment + TimeSpan.FromHours(11.5)),
            EndedAt = Rarely() ? The.Moment : null,
            Device = Rarely() ? The.Phone : session.Device,
            Address = "203.0.113.7",
            ReplacedKeys = Pick<ReplacedKeys>(
                default, new(The.OtherKey), new(The.OtherKey, Rarely() ? The.Key : new(Digest.Of("x"u8)))),
        };

        private Presentation Vary(Presentation presented, Session session) => presented with
        {
            Generation = Rarely() ? new(Math.Max(0, session.Generation.Value + Pick(-2, -1, 1)))
                : presented.Generation,
            Channel = Rarely() ? Channel.Body : presented.Channel,
            Proof = Rarely() ? Pick(ProofCheck.None, ProofCheck.Invalid, Some.ProofBy(The.OtherKey)) : Proof(presented),
            Expected = Pick<SessionId?>(null, session.Id, Rarely() ? new SessionId(1) : session.Id),
            MacKeyCompromised = Rarely(),
            IdleFor = Pick(TimeSpan.Zero, TimeSpan.FromMinutes(7), TimeSpan.FromDays(20), TimeSpan.FromSeconds(-5)),
            Caller = presented.Caller with
            {
                Device = Rarely() ? DeviceContext.Of("other", "other") : presented.Caller.Device,
                Network = Rarely() ? The.OtherNetwork : presented.Caller.Network,
                UserAgent = Pick("Firefox", "Firefox 2"),
                Address = Pick("203.0.113.7", "::1"),
            },
        };

        private ProofCheck Proof(Presentation presented) => presented.Proof.State == ProofState.Valid
            ? presented.Proof with { Id = Rarely() ? new(1) : new(2) }
            : presented.Proof;

        private bool Rarely() => _random.Next(12) == 0;

        private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
    }
}
