using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Storage;

/// <summary>Log messages of the stores.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(1, LogLevel.Error, "The store {Path} refused {Count} documents; nothing of them was stored")]
    public static partial void CommitFailed(ILogger logger, Exception error, string path, int count);

    [LoggerMessage(2, LogLevel.Error, "A reader of the store failed on a change that is stored")]
    public static partial void CallbackFailed(ILogger logger, Exception error);

    [LoggerMessage(3, LogLevel.Error, "The audit log {Path} could not be written")]
    public static partial void AuditFailed(ILogger logger, Exception error, string path);

    [LoggerMessage(4, LogLevel.Warning, "The audit log {Path} ended in {Bytes} bytes of a line that was never acknowledged; they are kept in {Side}")]
    public static partial void TornLine(ILogger logger, string path, long bytes, string side);
}
