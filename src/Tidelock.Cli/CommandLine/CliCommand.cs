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
        catch (Exception failure) when (Told(failure) is not null)
        {
            var (code, title, detail) = Told(failure)!.Value;
            call.Terminal.Fail(title, detail);
            return code;
        }
    }

    /// <summary>What is said of a failure from outside; null for a defect.</summary>
    private static (ExitCode Code, string Title, string? Detail)? Told(Exception failure) => failure switch
    {
        TidelockConfigurationException => (ExitCode.Configuration, "the configuration is wrong.", failure.Message),
        NoStoreException => (ExitCode.Refused, failure.Message, NoStoreException.Hint),
        SchemaMismatchException => (
            ExitCode.Refused, "the database does not belong to this program; nothing was changed.", failure.Message),
        DirectoryUnavailableException => (ExitCode.Unavailable, failure.Message, null),
        CryptographicException => (
            ExitCode.Configuration, "the master key does not open the keys in the database.", failure.Message),
        AddressInUseException or { InnerException: AddressInUseException } => (
            ExitCode.Unavailable, "the address is in use.", failure.Message),
        StoreUnavailableException or HttpRequestException or SocketException => (
            ExitCode.Unavailable, "the server or its database can't be reached.", failure.Message),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, failure.Message, null),
        _ => null,
    };
}
