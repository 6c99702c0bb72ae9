namespace Continuum.Serving.Admission.Journal;

/// <summary>The file under a journal, so that tests can fill the disk.</summary>
internal interface IJournalFile : IDisposable
{
    /// <summary>Bytes in the file.</summary>
    long Length { get; }

    /// <summary>Writes at a place, wholly or with an exception.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Returns when what was written would survive a loss of power.</summary>
    void Flush();

    /// <summary>Cuts the file off.</summary>
    void Truncate(long length);
}
