using Tidelock.Keys;
using Tidelock.Server.Administration.Doctor;

namespace Tidelock.Server.Tests.Administration;

public sealed class KeyCheckTests
{
    [Theory]
    [InlineData(KeyPurpose.Signing, 30, "ok")]
    [InlineData(KeyPurpose.Signing, 32, "warning")]
    [InlineData(KeyPurpose.Mac, 32, "ok")]
    [InlineData(KeyPurpose.Mac, 182, "warning")]
    public void Each_purpose_is_late_by_its_own_period(KeyPurpose purpose, int days, string state)
    {
        var check = Run(purpose, days);

        Assert.Equal(state, check.State);
    }

    [Theory]
    [InlineData(KeyPurpose.Signing, "`tidelock keys rotate signing`")]
    [InlineData(KeyPurpose.Mac, "`tidelock keys rotate mac`")]
    public void The_advice_rotates_the_key_that_is_late(KeyPurpose purpose, string command)
    {
        Assert.Contains(command, Run(purpose, 400).Advice, StringComparison.Ordinal);
    }

    private static CheckView Run(KeyPurpose purpose, int days)
    {
        var key = new KeyRecord
        {
            Id = "1",
            Purpose = purpose,
            State = KeyState.Active,
            CreatedAt = The.Moment,
            ActivatedAt = The.Moment,
            PublicKey = [],
            SealedSecret = [1],
        };
        var checks = KeyChecks.Run([key], new KeyPolicy(), The.Moment.AddDays(days)).ToList();
        return checks[purpose == KeyPurpose.Signing ? 0 : 1];
    }
}
