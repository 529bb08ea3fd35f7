using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tidelock.Bench;

/// <summary>Where this program was built, and what it was built from.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Found = new(Find);

    internal static string Root => Found.Value;

    /// <summary>The assembly of a project as it was built beside this one.</summary>
    internal static string Built(string project, string assembly)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Root, project, "bin", configuration, "net10.0", $"{assembly}.dll");
    }

    /// <summary>The commit, or "unknown" outside of a clone.</summary>
    internal static string Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, "describe", "--always", "--dirty"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            return git!.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } commit ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }

    /// <summary>The machine in a line: processor, cores, memory, runtime.</summary>
    internal static string Machine()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {memory:0} GiB, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}");
    }

    private static string Processor()
    {
        const string Name = "model name";
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(
                text => text.StartsWith(Name, StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tidelock.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no Tidelock.slnx above.");
        }

        return folder.FullName;
    }
}
