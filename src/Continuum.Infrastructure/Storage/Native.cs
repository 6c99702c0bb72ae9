using System.Runtime.InteropServices;
using System.Text;

namespace Continuum.Infrastructure.Storage;

/// <summary>What .NET cannot do to files: read one that another process has locked, and make a folder's entries durable.</summary>
internal static partial class Native
{
    /// <summary>The first bytes of a file as text, whoever has locked it; empty when it cannot be read.</summary>
    public static string ReadLocked(string path)
    {
        if (OperatingSystem.IsWindows()) return "";
        var handle = Open(path, 0);
        if (handle < 0) return "";
        try
        {
            var buffer = new byte[256];
            var count = (int)Read(handle, buffer, buffer.Length);
            return count <= 0 ? "" : Encoding.UTF8.GetString(buffer, 0, count);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>Makes created, renamed and removed entries of a folder durable.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(path, 0);
        if (handle < 0) return;
        _ = Fsync(handle);
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int handle, [Out] byte[] buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Fsync(int handle);
}
