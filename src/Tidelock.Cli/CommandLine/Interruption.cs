using System.Runtime.InteropServices;

namespace Tidelock.Cli.CommandLine;

/// <summary>
/// Ctrl+C and SIGTERM: the first asks the command to come to an orderly end, the second ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    internal CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        // Not cancelling the second signal leaves it to the system, which ends the process.
        context.Cancel = !_asked.IsCancellationRequested;
        _asked.Cancel();
    }
}
