using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Keys;

namespace Tidelock.Cli.Keys;

/// <summary>Marks a key compromised.</summary>
internal sealed class CompromiseKeyCommand : AdminCommand
{
    private readonly Argument<string> _purpose = new("PURPOSE") { Description = "signing or mac." };
    private readonly Argument<string> _id = new("ID") { Description = "The id of the key, as `keys list` shows it." };
    private readonly Option<bool> _yes = Confirmation.Option();

    internal CompromiseKeyCommand()
        : base("compromise", "Mark a key stolen: what it made is refused, and another takes its place.")
    {
        _purpose.AcceptOnlyFromAmong(KeyPurposes.Signing, KeyPurposes.Mac);
        Arguments.Add(_purpose);
        Arguments.Add(_id);
        Options.Add(_yes);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        if (!Confirmation.IsGiven(call, _yes, "Mark the key stolen? Unbound sessions under a mac key are signed out."))
        {
            return ExitCode.Usage;
        }

        var request = new CompromiseKeyRequest { Purpose = call.Get(_purpose), Id = call.Get(_id) };
        return call.Show(await admin.PostAsync<KeyList>("keys/compromise", request, cancellationToken), KeyTables.Of);
    }
}
