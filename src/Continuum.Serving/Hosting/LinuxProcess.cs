using System.Globalization;
using System.Runtime.InteropServices;

namespace Continuum.Serving.Hosting;

/// <summary>What .NET has no call for: sessions, signals, and telling a process from a later one of the same number.</summary>
internal static partial class LinuxProcess
{
    private const int ReadOnly = 0, WriteAppendCreate = 0x1 | 0x400 | 0x40, Terminate = 15, Kill = 9;

    /// <summary>
    /// Leaves the parent's session and its three streams: the process lives on when the parent dies, and holds no pipe of the
    /// parent open.
    /// </summary>
    /// <param name="logPath">File that standard output and error are appended to.</param>
    public static void Detach(string logPath)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) throw new PlatformNotSupportedException("--detach needs a Unix system; start the process without it.");
        Directory.CreateDirectory(Path.GetDirectoryName(logPath)!);
        // Fails where the process leads its group already, which is what was wanted.
        _ = SetSession();
        Redirect(Open("/dev/null", ReadOnly, 0), 0);
        var log = Open(logPath, WriteAppendCreate, 0b110_100_000);
        Redirect(log, 1);
        Redirect(log, 2);
        if (log > 2) _ = Close(log);
        foreach (var file in Strangers()) _ = Close(file);
    }

    // A parent may hold copies of its own streams that are inherited beside the three. Pipes of the runtime itself have both
    // ends here; of one that was inherited there is a single end.
    private static IEnumerable<int> Strangers()
    {
        const string Files = "/proc/self/fd";
        if (!Directory.Exists(Files)) return [];
        return
        [
            .. Directory.EnumerateFileSystemEntries(Files)
                .Select(f => (Number: int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture), Target: Target(f)))
                .Where(f => f.Target.StartsWith("pipe:", StringComparison.Ordinal))
                .GroupBy(f => f.Target).Where(g => g.Count() == 1).Select(g => g.Single().Number).Where(n => n > 2),
        ];

        static string Target(string file)
        {
            try
            {
                return new FileInfo(file).LinkTarget ?? "";
            }
            catch (IOException)
            {
                // The one that listed them is gone by now.
                return "";
            }
        }
    }

    /// <summary>When a process started, in clock ticks since boot; -1 if there is none or it has ended.</summary>
    public static long StartTicks(int processId)
    {
        try
        {
            // 4711 (name) S 1 ...: state is the first field after the last parenthesis, the start the twentieth.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? -1 : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <summary>Asks a process to end, or ends it.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="startTicks">When it started; another process of that number is left alone.</param>
    /// <param name="force">Whether it gets no chance to clean up.</param>
    /// <returns>False if it was gone.</returns>
    public static bool Signal(int processId, long startTicks, bool force) =>
        startTicks >= 0 && StartTicks(processId) == startTicks && SendSignal(processId, force ? Kill : Terminate) == 0;

    private static void Redirect(int from, int to)
    {
        if (from >= 0 && from != to) _ = Duplicate(from, to);
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
