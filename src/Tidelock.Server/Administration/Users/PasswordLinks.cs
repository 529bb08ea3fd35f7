using Tidelock.Events;
using Tidelock.Server.Administration.Access;
using Tidelock.Server.Http;
using Tidelock.Server.Passwords;
using Tidelock.Users;

namespace Tidelock.Server.Administration.Users;

/// <summary>Makes one-time links: the store keeps a hash of the token only, so each is shown once and never again.</summary>
internal sealed class PasswordLinks(
    IUserStore users, PublicAddress address, PasswordPolicy policy, IRandomSource random, TimeProvider clock)
{
    /// <summary>How long the link for the first administrator is good; each start of the server makes another.</summary>
    private static readonly TimeSpan FirstAdministratorLife = TimeSpan.FromHours(24);

    // The token stands behind the #: browsers send it to nobody, and no proxy writes it into its log.
    private const string PasswordPage = "/account/password#";
    private const string FirstAdministratorPage = "/account/first-administrator#";

    /// <summary>A link to set a password; null when the user is gone meanwhile.</summary>
    internal async Task<LinkView?> MakeResetLinkAsync(UserId user, Operator by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (token, hash) = OneTimeToken.New(random);
        var link = new OneTimeLink(hash, LinkPurpose.PasswordReset, user, now + policy.LinkLife);
        var told = by.Does(EventCatalogue.LinkIssued, now, new KeyValuePair<string, string>("purpose", "password_reset"));
        return await users.AddLinkAsync(link, told with { User = user }, cancellationToken) == UserChange.Done
            ? new(address.At(PasswordPage + token), link.ExpiresAt)
            : null;
    }

    /// <summary>A link to make the first administrator; null once there is a user.</summary>
    internal async Task<LinkView?> MakeFirstAdministratorLinkAsync(Operator by, CancellationToken cancellationToken)
    {
        if (await users.AnyAsync(cancellationToken))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var (token, hash) = OneTimeToken.New(random);
        var link = new OneTimeLink(hash, LinkPurpose.FirstAdministrator, null, now + FirstAdministratorLife);
        var told = by.Does(
            EventCatalogue.LinkIssued, now, new KeyValuePair<string, string>("purpose", "first_administrator"));
        await users.AddLinkAsync(link, told, cancellationToken);
        return new(address.At(FirstAdministratorPage + token), link.ExpiresAt);
    }
}
