using System.Diagnostics;

namespace Tidelock.Cli.Tests;

/// <summary>
/// A disk of a few kilobytes, in memory, that only one shell and what it starts can see. Linux with user namespaces
/// has it; elsewhere a test that needs one is skipped.
/// </summary>
internal static class SmallDisk
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Runs a script in which <c>$disk</c> is such a disk, <c>tidelock</c> the command line, and <c>serve</c> and
    /// <c>stop</c> run a server on the disk; gives what it wrote.
    /// </summary>
    internal static async Task<string> RunAsync(string directory, string size, string script)
    {
        Assert.SkipUnless(await IsAvailableAsync(), "This system lets nobody mount a file system in memory.");
        Directory.CreateDirectory(directory);
        return await ShellAsync(
            $$"""
             tidelock() { dotnet "$cli" "$@" 2>&1; echo "=> $?"; }
             serve() {
               exec 3< <(exec dotnet "$cli" serve --url http://127.0.0.1:0 --json --data "$disk" 2>/dev/null)
               server=$!
               read -r _ <&3
             }
             stop() { kill "$server"; cat <&3 >/dev/null; }
             mount -t tmpfs -o size={{size}} none "$disk"
             {{script}}
             """,
            directory);
    }

    private static async Task<bool> IsAvailableAsync() =>
        OperatingSystem.IsLinux() && File.Exists("/usr/bin/unshare")
        && (await ShellAsync("mount -t tmpfs none \"$disk\" && echo mounted", "/tmp")).Contains("mounted");

    private static async Task<string> ShellAsync(string script, string disk)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var shell = Process.Start(new ProcessStartInfo("unshare", ["-rm", "bash", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment = { ["disk"] = disk, ["cli"] = CliRun.Assembly },
        })!;
        try
        {
            var errors = shell.StandardError.ReadToEndAsync(limit.Token);
            var output = await shell.StandardOutput.ReadToEndAsync(limit.Token);
            await shell.WaitForExitAsync(limit.Token);
            return output + await errors;
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }
}
