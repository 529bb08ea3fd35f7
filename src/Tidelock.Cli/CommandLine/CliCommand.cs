using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Tidelock.Server.Configuration;
using Tidelock.Storage;

namespace Tidelock.Cli.CommandLine;

/// <summary>A command: runs, and turns what can go wrong from outside into a message and an exit code.</summary>
internal abstract class CliCommand : Command
{
    protected CliCommand(string name, string description)
        : base(name, description) =>
        SetAction(async (parsed, cancellationToken) => (int)await GuardAsync(new(parsed), cancellationToken));

    protected abstract Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken);

    private async Task<ExitCode> GuardAsync(Invocation call, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(call, cancellationToken);
        }
        catch (TidelockConfigurationException wrong)
        {
            call.Terminal.Fail("the configuration is wrong.", wrong.Message);
            return ExitCode.Configuration;
        }
        catch (DirectoryUnavailableException taken)
        {
            call.Terminal.Fail(taken.Message);
            return ExitCode.Unavailable;
        }
        catch (CryptographicException wrong)
        {
            call.Terminal.Fail("the master key does not open the keys in the database.", wrong.Message);
            return ExitCode.Configuration;
        }
        catch (Exception failure) when (failure is AddressInUseException
            || failure.InnerException is AddressInUseException)
        {
            call.Terminal.Fail("the address is in use.", failure.Message);
            return ExitCode.Unavailable;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or HttpRequestException or SocketException)
        {
            call.Terminal.Fail("the server or its database can't be reached.", failure.Message);
            return ExitCode.Unavailable;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            call.Terminal.Fail(failure.Message);
            return ExitCode.Failed;
        }
    }
}
