using System.Runtime.InteropServices;

namespace Tidelock.Server.Passwords;

/// <summary>
/// Lets everything else go before the calling thread while the processors are busy. A hash takes a tenth of a second,
/// and whoever waits for it does not notice a little more; a renewal behind it does. .NET passes a thread's priority on
/// to Windows only, and Linux lets an ordinary thread of low priority finish some milliseconds before others come.
/// </summary>
internal static class LowPriority
{
    private const int IdlePolicy = 5;
    private const int CallingThread = 0;

    /// <summary>For the calling thread and for good. Without effect where the system has nothing like it.</summary>
    internal static void Enter()
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        }
        else if (OperatingSystem.IsLinux())
        {
            var noPriority = 0;
            _ = Native.SetScheduler(CallingThread, IdlePolicy, ref noPriority);
        }
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "sched_setscheduler")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int SetScheduler(int thread, int policy, ref int priority);
    }
}
