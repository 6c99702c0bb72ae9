namespace Continuum.Infrastructure.Storage;

/// <summary>Files that are either the old or the new one, whenever the process or the machine dies.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces the file by the bytes, durably.</summary>
    /// <exception cref="IOException">It could not be written; the old one is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var next = path + ".new";
        using (var stream = OpenOwnerOnly(next, FileMode.Create))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        Native.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Opens a file that, when new, only its owner may read.</summary>
    public static FileStream OpenOwnerOnly(string path, FileMode mode, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
