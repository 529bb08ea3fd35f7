using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Keys;

namespace Tidelock.Cli.Keys;

/// <summary>Makes the next key active now.</summary>
internal sealed class RotateKeysCommand : AdminCommand
{
    private readonly Argument<string> _purpose = new("PURPOSE")
    {
        Description = "signing (access tokens, audit heads) or mac (refresh tokens).",
        DefaultValueFactory = _ => KeyPurposes.Signing,
    };

    internal RotateKeysCommand()
        : base("rotate", "Make the next key active now; what the old one made stays good.")
    {
        _purpose.AcceptOnlyFromAmong(KeyPurposes.Signing, KeyPurposes.Mac);
        Arguments.Add(_purpose);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var request = new RotateKeysRequest { Purpose = call.Get(_purpose) };
        return call.Show(await admin.PostAsync<KeyList>("keys/rotate", request, cancellationToken), KeyTables.Of);
    }
}
