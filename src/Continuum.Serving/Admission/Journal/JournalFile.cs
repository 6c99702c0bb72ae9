using Microsoft.Win32.SafeHandles;

namespace Continuum.Serving.Admission.Journal;

/// <summary>A journal on disk.</summary>
internal sealed class JournalFile(string path, FileMode mode) : IJournalFile
{
    private readonly SafeFileHandle handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);

    public long Length => RandomAccess.GetLength(handle);

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Dispose() => handle.Dispose();
}
