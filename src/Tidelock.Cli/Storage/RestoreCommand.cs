using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Serving;
using Tidelock.Server.Administration.Audit;
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
        using (var directory = TakenDirectory.Take(call.DataPath, MissingStore.IsMade))
        {
            if (!BackupMasterKey.TryFind(call, call.Get(_masterKey), out var key, out var mistake))
            {
                call.Terminal.Fail(mistake);
                return ExitCode.Refused;
            }

            result = await SqliteRestore.RunAsync(
                RestoreOptionsOf(call, directory, key), TimeProvider.System, cancellationToken);
        }

        return result switch
        {
            RestoreResult.Restored restored => await ProveAsync(call, restored, cancellationToken),
            RestoreResult.Unusable unusable => Refuse(call, unusable),
            _ => throw new InvalidOperationException("A restore is done or refused."),
        };
    }

    private RestoreOptions RestoreOptionsOf(Invocation call, TakenDirectory directory, BackupMasterKey key) => new(
        Path.GetFullPath(call.Get(_file)),
        directory.Database,
        call.Get(_endUnbound) ? UnboundSessions.End : UnboundSessions.Keep)
    {
        Inspect = async (copy, cancellationToken) =>
        {
            var mistake = await key.TryOnAsync(copy, cancellationToken);
            if (mistake is null)
            {
                key.PutInPlace();
            }

            return mistake;
        },
    };

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
