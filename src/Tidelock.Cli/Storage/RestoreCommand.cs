using System.CommandLine;
using System.Globalization;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;
using Tidelock.Server.Administration.Audit;
using Tidelock.Server.Events;
using Tidelock.Storage.Sqlite;

namespace Tidelock.Cli.Storage;

/// <summary>Puts a backup in place of the database, and proves that a server can work with it.</summary>
internal sealed class RestoreCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The backup." };

    private readonly Option<bool> _endUnbound = new("--end-unbound")
    {
        Description = "End every session without a key of its own: one that ended after the backup would live again.",
    };

    private readonly Option<string?> _masterKey = new("--master-key")
    {
        Description = "The master key that belongs to the backup, copied into a directory that has none.",
        HelpName = "FILE",
    };

    internal RestoreCommand()
        : base("restore", "Put a backup in place of the database, which is set aside; no server may run.")
    {
        Arguments.Add(_file);
        Options.Add(_endUnbound);
        Options.Add(_masterKey);
    }

    protected override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RestoreResult result;
        using (var directory = TakenDirectory.Take(call.DataPath))
        {
            if (MasterKeyFile.Provide(call, call.Get(_masterKey)) is { } missing)
            {
                call.Terminal.Fail(missing);
                return ExitCode.Refused;
            }

            var unbound = call.Get(_endUnbound) ? UnboundSessions.End : UnboundSessions.Keep;
            var options = new RestoreOptions(Path.GetFullPath(call.Get(_file)), directory.DatabasePath, unbound);
            result = await SqliteRestore.RunAsync(options, TimeProvider.System, cancellationToken);
            if (result is RestoreResult.Restored { SetAside: var replaced })
            {
                SetHeadsAside(directory.DatabasePath, replaced);
            }
        }

        return result switch
        {
            RestoreResult.Restored restored => await ProveAsync(call, restored, cancellationToken),
            RestoreResult.Unusable unusable => Refuse(call, unusable),
            _ => throw new InvalidOperationException("A restore is done or refused."),
        };
    }

    /// <summary>The heads beside the database tell of events that the backup can't have, so they go with it.</summary>
    private static void SetHeadsAside(string databasePath, string? replaced)
    {
        var heads = Path.Combine(Path.GetDirectoryName(databasePath)!, HeadFile.FileName);
        if (File.Exists(heads))
        {
            var moment = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
            File.Move(heads, heads + (replaced?[databasePath.Length..] ?? $".replaced-{moment}"));
        }
    }

    private static ExitCode Refuse(Invocation call, RestoreResult.Unusable unusable)
    {
        call.Terminal.Fail("the backup can't be restored; nothing was changed.", unusable.Problem);
        return ExitCode.Refused;
    }

    /// <summary>Opens the keys and walks the audit log: a backup that fails here is better known now.</summary>
    private static async Task<ExitCode> ProveAsync(
        Invocation call, RestoreResult.Restored restored, CancellationToken cancellationToken)
    {
        await using var connection = await AdminConnection.OpenAsync(call, cancellationToken);
        var answer = await connection.Client.PostAsync<VerdictView>("audit/verify", null, cancellationToken);
        if (answer is not AdminAnswer<VerdictView>.Given { Value: var verdict })
        {
            return call.Refuse(((AdminAnswer<VerdictView>.Refused)answer).Problem);
        }

        var view = RestoredView.Of(restored, verdict.Holds);
        if (call.Terminal.Json)
        {
            Terminal.PrintJson(view);
        }

        Tell(call.Terminal, view);
        return view.AuditHolds ? ExitCode.Ok : ExitCode.Unsound;
    }

    private static void Tell(Terminal terminal, RestoredView view)
    {
        terminal.Say($"Restored. The store's epoch is {view.Epoch}; {view.EndedSessions} sessions were ended.");
        var carried = view.Carried;
        terminal.Say($"{view.DeletedLinks} one-time links were deleted.");
        terminal.Say(
            $"Taken over from the database that was there: {carried.Keys} keys, {carried.EndedSessions} ended "
            + $"sessions, {carried.Passwords} passwords, "
            + $"{carried.DisabledUsers} disabled and {carried.ErasedUsers} erased users.");
        if (carried.Problem is not null)
        {
            terminal.Say($"{carried.Problem} What was revoked after the backup may be good again.");
        }

        if (view.SetAside is not null)
        {
            terminal.Say($"The database that was there lies in {view.SetAside}.");
        }

        terminal.Say(view.AuditHolds ? "The audit log holds." : "The audit log is BROKEN: see `audit verify`.");
    }
}

/// <summary>What <c>restore --json</c> says.</summary>
internal sealed record RestoredView(
    int Epoch, int EndedSessions, int DeletedLinks, CarriedOver Carried, string? SetAside, bool AuditHolds)
{
    internal static RestoredView Of(RestoreResult.Restored restored, bool auditHolds) => new(
        restored.Epoch, restored.EndedSessions, restored.DeletedLinks, restored.Carried, restored.SetAside, auditHolds);
}
