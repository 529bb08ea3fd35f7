using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Tidelock.Storage.Sqlite.Engine;

namespace Tidelock.Storage.Tests.Sqlite;

public sealed class DurableFileTests
{
    /// <summary>.NET's own flush says nothing, whatever the system answers (10.0.12, on Linux).</summary>
    [Fact]
    public void A_flush_that_the_system_refuses_is_told()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var file = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);

        Assert.Throws<IOException>(() => DurableFile.Flush(file, "a pipe"));
    }
}
