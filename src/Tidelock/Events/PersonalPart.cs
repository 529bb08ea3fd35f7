using Tidelock.Users;

namespace Tidelock.Events;

/// <summary>
/// An event's personal part with the salt of its commitment. Without the salt nobody can find out by trial which of
/// the few billion addresses a commitment stands for; erasing a person erases both.
/// </summary>
/// <param name="Salt">Random, <see cref="SaltLength"/> bytes.</param>
/// <param name="Context">The personal part.</param>
public sealed record PersonalPart(ReadOnlyMemory<byte> Salt, PersonalContext Context)
{
    /// <summary>Length of a salt in bytes.</summary>
    public const int SaltLength = 16;

    /// <summary>What the event carries in place of the personal part.</summary>
    public Digest Commitment() => Digest.Of(
        Write(new CanonicalBytes().Add("tidelock/personal/v1").Add(Salt.Span), Context).Written);

    /// <summary>
    /// Names an owner's context, so that it is kept once. Not salted: it lives and goes with the row it names.
    /// </summary>
    public static Digest ContentOf(UserId? owner, PersonalContext context) =>
        Digest.Of(Write(new CanonicalBytes().AddOptional(owner?.Value), context).Written);

    /// <summary>
    /// Whose erasure takes the personal part along: that of the one who acted, and for the server's own doings that
    /// of the user. What strangers and operators did to a user keeps the address it came from.
    /// </summary>
    public static UserId? OwnerOf(Actor actor, UserId? user) => actor.Kind switch
    {
        ActorKind.User => actor.User ?? user,
        ActorKind.Operator => actor.User,
        ActorKind.System => user,
        _ => null,
    };

    /// <summary>
    /// What is kept of a context. The name of a known user is not: it is found by the user's id for as long as the
    /// user is not erased, and an event that keeps its address after that must not keep the name.
    /// </summary>
    public static PersonalContext? Kept(EventDraft draft) =>
        draft.Context is { Name: not null } context && draft.User is { } user && OwnerOf(draft.Actor, user) != user
            ? context with { Name = null }
            : draft.Context;

    private static CanonicalBytes Write(CanonicalBytes bytes, PersonalContext context) =>
        bytes.AddOptional(context.Address).AddOptional(context.UserAgent).AddOptional(context.Name);
}
