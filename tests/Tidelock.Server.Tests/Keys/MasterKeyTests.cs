using Microsoft.Extensions.Logging.Abstractions;
using Tidelock.Keys;
using Tidelock.Server.Configuration;
using Tidelock.Server.Keys;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Server.Tests.Keys;

public sealed class MasterKeyTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tidelock-test-");
    private SqliteDatabase _database = null!;

    private string KeyPath => Path.Combine(_directory.FullName, "master.key");

    public async ValueTask InitializeAsync()
    {
        var options = new SqliteOptions { Path = Path.Combine(_directory.FullName, "tidelock.db") };
        _database = await SqliteDatabase.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        await _database.MigrateUpAsync(DateTimeOffset.UnixEpoch, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void A_key_that_is_gone_is_never_replaced_by_a_new_one()
    {
        var secret = SealASecret();
        var moved = KeyPath + ".moved";
        File.Move(KeyPath, moved);

        var refused = Assert.Throws<TidelockConfigurationException>(() => Open(new()));

        Assert.Contains(KeyPath, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Tidelock:Keys:MasterKeyPath", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyPath));
        using var elsewhere = Open(new() { MasterKeyPath = moved });
        Assert.Equal("secret"u8, elsewhere.Open(KeyPurpose.Mac, "1", secret));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_that_others_can_open_is_refused(UnixFileMode more)
    {
        SealASecret();
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        var refused = Assert.Throws<TidelockConfigurationException>(() => Open(new()));

        Assert.Contains($"chmod 600 {KeyPath}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_even_its_owner_only_reads_is_good()
    {
        var secret = SealASecret();
        SetMode(UnixFileMode.UserRead);

        using var sealer = Open(new());

        Assert.Equal("secret"u8, sealer.Open(KeyPurpose.Mac, "1", secret));
    }

    private void SetMode(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no modes on this system.");
        }
        else
        {
            File.SetUnixFileMode(KeyPath, mode);
        }
    }

    private byte[] SealASecret()
    {
        using var sealer = Open(new());
        return sealer.Seal(KeyPurpose.Mac, "1", "secret"u8);
    }

    private DataProtectionSealer Open(KeysOptions options) => new(
        options, new(_directory.FullName), _database.Keys, new SystemRandomSource(), NullLoggerFactory.Instance);
}
