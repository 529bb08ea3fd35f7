using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Doctor;

namespace Tidelock.Cli.Doctor;

/// <summary>Looks at everything that has gone wrong for others.</summary>
internal sealed class DoctorCommand() : AdminCommand(
    "doctor", "Look at clock, keys, disk, permissions, URL, proxy and cookie settings; exit code 6 on a problem.")
{
    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var diagnosis = await admin.GetAsync<Diagnosis>("doctor", cancellationToken);
        var code = call.Show(diagnosis, found => Listing.Of(
            found.Checks,
            ("Check", check => check.Name),
            ("State", check => check.State),
            ("Finding", check => check.Finding),
            ("Advice", check => check.Advice)));
        return diagnosis is AdminAnswer<Diagnosis>.Given { Value.Healthy: false } ? ExitCode.Unsound : code;
    }
}
