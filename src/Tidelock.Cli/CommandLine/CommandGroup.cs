using System.CommandLine;

namespace Tidelock.Cli.CommandLine;

/// <summary>A command that only holds others, such as <c>users</c>.</summary>
internal sealed class CommandGroup : Command
{
    internal CommandGroup(string name, string description, params Command[] commands)
        : base(name, description)
    {
        foreach (var command in commands)
        {
            Subcommands.Add(command);
        }
    }
}
