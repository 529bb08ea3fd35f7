using Tidelock.Chaos.Nodes;

namespace Tidelock.Chaos.Faults;

/// <summary>
/// A small file system of its own for a data directory: in memory, or ext4 in a file, so that it can be filled and
/// broken. Needs root on Linux.
/// </summary>
internal sealed class Disk : IAsyncDisposable
{
    private const int Chunk = 64 * 1024;

    private readonly string _filler;
    private readonly string? _image;

    private Disk(string path, string? image = null)
    {
        (Path, _image) = (path, image);
        _filler = System.IO.Path.Combine(path, "somebody-elses-file");
    }

    /// <summary>Where it is mounted.</summary>
    internal string Path { get; }

    /// <summary>The data directory on it.</summary>
    internal string Data => System.IO.Path.Combine(Path, "data");

    /// <summary>Why none can be made here; null when one can.</summary>
    internal static async Task<string?> MissingAsync()
    {
        using var ground = new Ground();
        try
        {
            await using var disk = await InMemoryAsync(ground, megabytes: 1);
            return null;
        }
        catch (IOException refused)
        {
            return $"This user can't mount a file system here ({refused.Message}).";
        }
    }

    /// <summary>One in memory.</summary>
    /// <exception cref="IOException">It can't be mounted.</exception>
    internal static async Task<Disk> InMemoryAsync(Ground ground, int megabytes)
    {
        var path = Directory.CreateDirectory(ground.Beside("disk")).FullName;
        await MustAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "none", path);
        return new(path);
    }

    /// <summary>An ext4 in a file, which goes read-only when an error is found.</summary>
    /// <exception cref="IOException">It can't be made or mounted.</exception>
    internal static async Task<Disk> Ext4Async(Ground ground, int megabytes)
    {
        var image = ground.Beside("image");
        await using (var file = File.Create(image))
        {
            file.SetLength((long)megabytes << 20);
        }

        await MustAsync("mkfs.ext4", "-q", "-F", image);
        var disk = new Disk(Directory.CreateDirectory(ground.Beside("disk")).FullName, image);
        await disk.MountAsync();
        return disk;
    }

    /// <summary>Somebody else fills it; tells how many bytes.</summary>
    internal long Fill()
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = Chunk; size > 0;)
        {
            try
            {
                file.Write(new byte[size]);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }

        return file.Length;
    }

    /// <summary>Somebody makes room.</summary>
    internal void MakeRoom() => File.Delete(_filler);

    /// <summary>The switch that makes the file system find an error, which makes it read-only at once.</summary>
    internal async Task<string> ErrorSwitchAsync()
    {
        var device = (await MustAsync("findmnt", "-n", "-o", "SOURCE", Path)).Output.Trim();
        return $"/sys/fs/ext4/{System.IO.Path.GetFileName(device)}/trigger_fs_error";
    }

    /// <summary>What an operator does then: unmounts it, has it checked, and mounts it again.</summary>
    internal async Task RepairAsync()
    {
        await MustAsync("umount", Path);

        // 1 is its word for "errors corrected".
        var check = await Shell.RunAsync("fsck.ext4", "-y", "-f", _image!);
        if (check.ExitCode is not (0 or 1))
        {
            throw new IOException($"fsck.ext4: {check.Said}");
        }

        await MountAsync();
    }

    /// <summary>Makes it read-only, or writable. The system refuses that while a file is open for writing.</summary>
    internal Task RemountAsync(string mode) => MustAsync("mount", "-o", $"remount,{mode}", Path);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Shell.RunAsync("umount", "--lazy", Path);

    /// <summary>The loop device goes with the mount.</summary>
    private Task MountAsync() => MustAsync("mount", "-o", "loop,errors=remount-ro", _image!, Path);

    private static async Task<Shell> MustAsync(string program, params string[] arguments)
    {
        var run = await Shell.RunAsync(program, arguments);
        if (run.ExitCode != 0)
        {
            throw new IOException($"{program}: {run.Said}");
        }

        return run;
    }
}
