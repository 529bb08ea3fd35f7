using Tidelock.Keys;

namespace Tidelock.Tests.Keys;

public sealed class KeyRotationTests
{
    private static readonly KeyPolicy Policy = new();

    [Fact]
    public void An_empty_ring_gets_an_active_and_a_next_key_of_each_purpose() => Assert.Equal(
        [
            new KeyStep.Create(KeyPurpose.Signing, KeyState.Active),
            new KeyStep.Create(KeyPurpose.Signing, KeyState.Next),
            new KeyStep.Create(KeyPurpose.Mac, KeyState.Active),
            new KeyStep.Create(KeyPurpose.Mac, KeyState.Next),
        ],
        KeyRotation.Plan([], The.Moment, Policy));

    [Theory]
    [InlineData(KeyPurpose.Signing, 30)]
    [InlineData(KeyPurpose.Mac, 180)]
    public void A_key_rotates_on_its_day_and_not_before(KeyPurpose purpose, int days)
    {
        var (active, next) = (Key(purpose, 1, KeyState.Active), Key(purpose, 2, KeyState.Next));
        var due = The.Moment.AddDays(days);

        Assert.Empty(Plan(purpose, due.AddSeconds(-1), active, next));
        Assert.Equal(
            [
                new KeyStep.Move(active, KeyState.Retired),
                new KeyStep.Move(next, KeyState.Active),
                new KeyStep.Create(purpose, KeyState.Next),
            ],
            Plan(purpose, due, active, next));
    }

    [Fact]
    public void A_next_key_that_was_not_published_for_long_enough_waits()
    {
        var due = The.Moment.AddDays(30);
        var active = Key(KeyPurpose.Signing, 1, KeyState.Active);
        var young = Key(KeyPurpose.Signing, 2, KeyState.Next) with { CreatedAt = due - TimeSpan.FromMinutes(59) };

        Assert.Empty(Plan(KeyPurpose.Signing, due, active, young));
        Assert.NotEmpty(Plan(KeyPurpose.Signing, due.AddMinutes(1), active, young));
    }

    [Fact]
    public void A_missing_next_key_is_made_before_anything_rotates() => Assert.Equal(
        [new KeyStep.Create(KeyPurpose.Signing, KeyState.Next)],
        Plan(KeyPurpose.Signing, The.Moment.AddDays(40), Key(KeyPurpose.Signing, 1, KeyState.Active)));

    [Theory]
    [InlineData(KeyPurpose.Signing, 2 * 60)]
    [InlineData(KeyPurpose.Mac, (365 * 24 * 60) + 60)]
    public void A_retired_key_stays_until_the_last_thing_it_made_is_over(KeyPurpose purpose, int minutes)
    {
        var retired = Key(purpose, 1, KeyState.Retired) with { RetiredAt = The.Moment };
        var over = The.Moment.AddMinutes(minutes);
        var active = Key(purpose, 2, KeyState.Active) with { ActivatedAt = over, CreatedAt = over };
        var next = Key(purpose, 3, KeyState.Next) with { CreatedAt = over };

        Assert.Empty(Plan(purpose, over.AddSeconds(-1), retired, active, next));
        Assert.Equal([new KeyStep.Move(retired, KeyState.Removed)], Plan(purpose, over, retired, active, next));
    }

    [Fact]
    public void A_rotation_on_demand_asks_for_no_age()
    {
        var (active, next) = (Key(KeyPurpose.Mac, 1, KeyState.Active), Key(KeyPurpose.Mac, 2, KeyState.Next));
        Assert.Equal(
            [
                new KeyStep.Move(active, KeyState.Retired),
                new KeyStep.Move(next, KeyState.Active),
                new KeyStep.Create(KeyPurpose.Mac, KeyState.Next),
            ],
            KeyRotation.PlanNow([active, next], KeyPurpose.Mac));
    }

    [Theory]
    [InlineData(KeyPurpose.Signing, KeyState.Next, KeyState.Removed, "Create Next")]
    [InlineData(KeyPurpose.Signing, KeyState.Active, KeyState.Removed, "Move Active, Create Next")]
    [InlineData(KeyPurpose.Signing, KeyState.Retired, KeyState.Removed, "")]
    [InlineData(KeyPurpose.Signing, KeyState.Removed, KeyState.Removed, "")]
    [InlineData(KeyPurpose.Mac, KeyState.Next, KeyState.Removed, "Create Next")]
    [InlineData(KeyPurpose.Mac, KeyState.Active, KeyState.Retired, "Move Active, Create Next")]
    [InlineData(KeyPurpose.Mac, KeyState.Retired, KeyState.Retired, "")]
    [InlineData(KeyPurpose.Mac, KeyState.Removed, KeyState.Removed, "")]
    public void A_compromise_ends_what_the_key_may_do_and_replaces_it(
        KeyPurpose purpose, KeyState state, KeyState to, string rest)
    {
        var ring = Enum.GetValues<KeyState>().Select((each, index) => Key(purpose, index + 1, each)).ToList();
        var key = ring.Single(each => each.State == state);

        var plan = KeyRotation.PlanCompromise(ring, key);

        Assert.Equal(new KeyStep.Mark(key, to), plan[0]);
        Assert.Equal(rest, string.Join(", ", plan.Skip(1).Select(step => step switch
        {
            KeyStep.Move move => $"Move {move.To}",
            KeyStep.Create create => $"Create {create.State}",
            _ => "?",
        })));
    }

    [Fact]
    public void Mac_ids_run_out_without_one_being_used_again()
    {
        var used = Enumerable.Range(1, 253).Select(id => Key(KeyPurpose.Mac, id, KeyState.Removed)).ToList();
        var active = Key(KeyPurpose.Mac, 254, KeyState.Active);
        var last = Key(KeyPurpose.Mac, 255, KeyState.Next);

        Assert.Equal(
            [new KeyStep.Move(active, KeyState.Retired), new KeyStep.Move(last, KeyState.Active)],
            KeyRotation.PlanNow([.. used, active, last], KeyPurpose.Mac));
        var spent = last with { State = KeyState.Active };
        Assert.Empty(KeyRotation.PlanNow([.. used, spent], KeyPurpose.Mac));
        Assert.Empty(KeyRotation.PlanCompromise([.. used, spent], spent));
        Assert.Empty(Plan(KeyPurpose.Mac, The.Moment.AddDays(1000), [.. used, spent]));
    }

    private static IReadOnlyList<KeyStep> Plan(KeyPurpose purpose, DateTimeOffset now, params KeyRecord[] keys)
    {
        var other = purpose == KeyPurpose.Mac ? KeyPurpose.Signing : KeyPurpose.Mac;
        var settled = new[] { Key(other, 1, KeyState.Active), Key(other, 2, KeyState.Next) }
            .Select(key => key with { CreatedAt = now, ActivatedAt = now });
        return KeyRotation.Plan([.. keys, .. settled], now, Policy);
    }

    private static KeyRecord Key(KeyPurpose purpose, int id, KeyState state) => new()
    {
        Id = id.ToString(),
        Purpose = purpose,
        State = state,
        CreatedAt = The.Moment,
        ActivatedAt = state == KeyState.Next ? null : The.Moment,
        RetiredAt = state >= KeyState.Retired ? The.Moment : null,
        PublicKey = [],
        SealedSecret = [],
    };
}
