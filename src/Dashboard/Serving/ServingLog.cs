namespace Dashboard.Serving;

/// <summary>Log messages of the services' processes.</summary>
internal static partial class ServingLog
{
    [LoggerMessage(1, LogLevel.Warning, "The processes of service {Service} did not start; they are tried again")]
    public static partial void NotStarted(ILogger logger, string service, Exception error);

    [LoggerMessage(2, LogLevel.Information, "Service {Service} answers at {Gateway}")]
    public static partial void Answers(ILogger logger, string service, Uri gateway);
}
