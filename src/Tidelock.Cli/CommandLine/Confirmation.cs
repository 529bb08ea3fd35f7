using System.CommandLine;

namespace Tidelock.Cli.CommandLine;

/// <summary>What can't be taken back needs a second word: <c>--yes</c>, or an answer where one can be asked.</summary>
internal static class Confirmation
{
    internal static Option<bool> Option() => new("--yes") { Description = "Do it without asking." };

    /// <summary>True when it was confirmed; otherwise it has been said why nothing is done.</summary>
    internal static bool IsGiven(Invocation call, Option<bool> yes, string question)
    {
        if (call.Get(yes) || (Terminal.IsInteractive && Terminal.Ask(question)))
        {
            return true;
        }

        call.Terminal.Fail("not confirmed: nothing was done.", "This can't be taken back; pass --yes to do it.");
        return false;
    }
}
