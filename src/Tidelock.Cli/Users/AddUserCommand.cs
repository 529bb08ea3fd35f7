using System.CommandLine;
using Tidelock.Cli.Administration;
using Tidelock.Cli.CommandLine;
using Tidelock.Server.Administration.Users;
using Tidelock.Users;

namespace Tidelock.Cli.Users;

/// <summary>Adds a user, with a password or with a link to set one.</summary>
internal sealed class AddUserCommand : AdminCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The name to sign in with." };
    private readonly Option<string?> _email = new("--email") { Description = "The e-mail address." };

    private readonly Option<bool> _passwordStdin = new("--password-stdin")
    {
        Description = "Read the password from the first line of standard input. Otherwise a link to set one is made.",
    };

    private readonly Option<bool> _admin = new("--admin")
    {
        Description = $"Give the role {User.AdministratorRole}.",
    };

    private readonly Option<string[]> _roles = new("--role")
    {
        Description = "Give a role; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    internal AddUserCommand()
        : base("add", "Add a user.")
    {
        Arguments.Add(_name);
        Options.Add(_email);
        Options.Add(_passwordStdin);
        Options.Add(_admin);
        Options.Add(_roles);
    }

    protected override async Task<ExitCode> RunAsync(
        AdminClient admin, Invocation call, CancellationToken cancellationToken)
    {
        var password = call.Get(_passwordStdin) ? PasswordInput.ReadLine() : null;
        string[] roles = [.. call.Get(_roles)!, .. call.Get(_admin) ? new[] { User.AdministratorRole } : []];
        var request = new AddUserRequest
        {
            Name = call.Get(_name),
            Email = call.Get(_email),
            Password = password,
            Roles = roles,
        };
        var added = await admin.PostAsync<AddedUser>("users", request, cancellationToken);
        return call.Say(added, Tell);
    }

    private static string Tell(AddedUser added)
    {
        var told = $"Added {added.User.Name} ({added.User.Id}).";
        return added.Link is { } link
            ? $"{told} To set the password, until {Listing.Time(link.ExpiresAt)}:\n{link.Url}"
            : told;
    }
}
