using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Lab;

/// <summary>Log messages of the lab.</summary>
internal static partial class LabLog
{
    [LoggerMessage(1, LogLevel.Error, "A reader of the lab's events failed")]
    public static partial void ReaderFailed(ILogger logger, Exception error);

    [LoggerMessage(2, LogLevel.Error, "The lab's state could not be written to {Path}; it goes on in memory and will be older after a restart")]
    public static partial void SaveFailed(ILogger logger, Exception error, string path);

    [LoggerMessage(3, LogLevel.Warning, "The lab's state in {Path} {Why}; it was moved to {Aside} and the lab begins anew")]
    public static partial void StateSetAside(ILogger logger, string path, string why, string aside);

    [LoggerMessage(4, LogLevel.Error, "A frame of the lab's figures could not be made")]
    public static partial void FrameFailed(ILogger logger, Exception error);

    [LoggerMessage(5, LogLevel.Error, "Something that the lab had put off failed: {What}")]
    public static partial void DeferredFailed(ILogger logger, Exception error, string what);
}
