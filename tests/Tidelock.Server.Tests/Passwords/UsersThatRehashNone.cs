using Tidelock.Server.Tests.Hosting;
using Tidelock.Storage;
using Tidelock.Users;

namespace Tidelock.Server.Tests.Passwords;

/// <summary>A store of users that fails when a password is to be hashed anew.</summary>
internal sealed class UsersThatRehashNone(IUserStore inner) : UsersInFront(inner)
{
    /// <summary>How often it failed.</summary>
    internal int Refused { get; private set; }

    public override ValueTask RehashPasswordAsync(
        UserId user, PasswordHash current, PasswordHash next, CancellationToken cancellationToken)
    {
        Refused++;
        throw new StoreUnavailableException("The disk is full.");
    }
}
