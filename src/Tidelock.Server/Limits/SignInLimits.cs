using Tidelock.Server.Http;
using Tidelock.Sessions;
using Tidelock.Users;

namespace Tidelock.Server.Limits;

/// <summary>
/// The limits of password checks. Failures count against the account from devices it does not know, and apart from
/// that against each device it knows: guessing from elsewhere never locks a user out of the own browser.
/// </summary>
internal sealed class SignInLimits(LimitPolicy policy, TimeProvider clock)
{
    private readonly KeyedAllowance<Network> _addresses = new(policy.SignInsPerAddress, policy.MaxTracked, clock);
    private readonly KeyedAllowance<Network> _others = new(policy.RequestsPerAddress, policy.MaxTracked, clock);
    private readonly KeyedAllowance<Digest> _accounts = new(policy.FailuresPerAccount, policy.MaxTracked, clock);

    private readonly KeyedAllowance<(UserId, string)> _devices =
        new(policy.FailuresPerKnownDevice, policy.MaxTracked, clock);

    /// <summary>Counts a sign-in against its address.</summary>
    internal Problem? TakeAddress(Network from) =>
        _addresses.TryTake(from) ? null : Problem.Limited(_addresses.Wait(from));

    /// <summary>Counts another request that needs no session against its address.</summary>
    internal Problem? TakeRequest(Network from) =>
        _others.TryTake(from) ? null : Problem.Limited(_others.Wait(from));

    /// <summary>Takes one try; give it back when the password was right.</summary>
    internal Problem? TakeTry(SignInTry attempt)
    {
        var (taken, wait) = attempt.KnownDevice is { } known
            ? (_devices.TryTake(known), _devices.Wait(known))
            : (_accounts.TryTake(attempt.Account), _accounts.Wait(attempt.Account));
        return taken ? null : Problem.Limited(wait);
    }

    /// <summary>The try did not fail.</summary>
    internal void GiveBack(SignInTry attempt)
    {
        if (attempt.KnownDevice is { } known)
        {
            _devices.GiveBack(known);
        }
        else
        {
            _accounts.GiveBack(attempt.Account);
        }
    }
}

/// <summary>One password check, by what it counts against.</summary>
/// <param name="Account">Hash of the name that was given: names that nobody has count alike.</param>
/// <param name="KnownDevice">The user and device, when the user signed in on it before.</param>
internal readonly record struct SignInTry(Digest Account, (UserId User, string Device)? KnownDevice);
