using System.CommandLine;
using Tidelock.Cli.Audit;
using Tidelock.Cli.CommandLine;
using Tidelock.Cli.Configuration;
using Tidelock.Cli.Doctor;
using Tidelock.Cli.Keys;
using Tidelock.Cli.Serving;
using Tidelock.Cli.Sessions;
using Tidelock.Cli.Storage;
using Tidelock.Cli.Users;

var root = new RootCommand("Tidelock keeps people signed in, and keeps thieves out.")
{
    HelpName = "tidelock",
    Options = { GlobalOptions.Data, GlobalOptions.Config, GlobalOptions.Json },
    Subcommands =
    {
        new ServeCommand(),
        new DemoCommand(),
        new CommandGroup(
            "users",
            "Users: add, list, disable, enable, roles, reset, erase.",
            new AddUserCommand(),
            new ListUsersCommand(),
            new DisableUserCommand(),
            new EnableUserCommand(),
            new SetRolesCommand(),
            new ResetPasswordCommand(),
            new EraseUserCommand()),
        new CommandGroup("sessions", "Sessions: list, end.", new ListSessionsCommand(), new EndSessionsCommand()),
        new CommandGroup(
            "keys",
            "The key ring: list, rotate, compromise.",
            new ListKeysCommand(),
            new RotateKeysCommand(),
            new CompromiseKeyCommand()),
        new CommandGroup(
            "audit",
            "The audit log: list, export, verify.",
            new ListEventsCommand(),
            new ExportEventsCommand(),
            new VerifyAuditCommand()),
        new CommandGroup(
            "migrate",
            "The schema: up, down, status.",
            new MigrateUpCommand(),
            new MigrateDownCommand(),
            new MigrateStatusCommand()),
        new BackupCommand(),
        new RestoreCommand(),
        new CommandGroup("config", "The configuration: show.", new ShowConfigurationCommand()),
        new DoctorCommand(),
    },
};

return await CommandLineRun.InvokeAsync(root, args);
