using Tidelock.Keys;
using Tidelock.Server.Administration.Keys;

namespace Tidelock.Server.Administration.Doctor;

/// <summary>Each purpose needs one active key, and rotation has to keep up.</summary>
internal static class KeyChecks
{
    // Rotation is looked at every few minutes; a day late means that it does not work.
    private static readonly TimeSpan Late = TimeSpan.FromDays(1);

    // Ids of MAC keys are one byte and never used twice.
    private const int FewIdsLeft = 20;
    private const int AllMacIds = 255;

    internal static IEnumerable<CheckView> Run(
        IReadOnlyList<KeyRecord> ring, KeyPolicy policy, DateTimeOffset now) =>
    [
        OfPurpose(ring, KeyPurpose.Signing, policy.RotationOf(KeyPurpose.Signing), now),
        OfPurpose(ring, KeyPurpose.Mac, policy.RotationOf(KeyPurpose.Mac), now),
        MacIds(ring.Count(key => key.Purpose == KeyPurpose.Mac)),
    ];

    private static CheckView OfPurpose(
        IReadOnlyList<KeyRecord> ring, KeyPurpose purpose, TimeSpan rotateEvery, DateTimeOffset now)
    {
        var name = $"{KeyPurposes.NameOf(purpose)} key";
        var active = ring.Where(key => key.Purpose == purpose && key.State == KeyState.Active).ToList();
        if (active.Count != 1)
        {
            return new(name, CheckView.Problem, $"There are {active.Count} active keys.", "Restore the database.");
        }

        var age = now - (active[0].ActivatedAt ?? active[0].CreatedAt);
        return age > rotateEvery + Late
            ? new(
                name,
                CheckView.Warning,
                $"{active[0].Id} is active for {age.Days} days, but should be replaced after {rotateEvery.Days}.",
                $"Look into the log for why rotation fails; `{RotateCommand(purpose)}` does it by hand.")
            : new(name, CheckView.Ok, $"{active[0].Id} is active for {age.Days} days.", null);
    }

    private static string RotateCommand(KeyPurpose purpose) => $"tidelock keys rotate {KeyPurposes.NameOf(purpose)}";

    private static CheckView MacIds(int used) => used > AllMacIds - FewIdsLeft
        ? new(
            "mac key ids",
            CheckView.Warning,
            $"{used} of {AllMacIds} ids are used.",
            "Rotate by hand only when you must: an id is never used twice.")
        : new("mac key ids", CheckView.Ok, $"{used} of {AllMacIds} ids are used.", null);
}
