using Continuum.Infrastructure.Storage;

namespace Dashboard.CommandLine;

/// <summary><c>audit verify</c>: checks the hash chain of a console's audit log. It reads, and takes no lock.</summary>
internal static class AuditCommand
{
    public static async Task<int> RunAsync(string[] args, TextWriter stdout, CancellationToken cancellationToken)
    {
        var options = Options.Parse(args, ["--data"]);
        try
        {
            var path = Path.Combine(DataFolder.Resolve(options.Find("--data")), "audit.jsonl");
            if (!File.Exists(path)) throw new UsageException($"{path}: found no audit log; name the console's data folder with --data DIR");
            var verified = AuditVerifier.Verify(path, cancellationToken);
            await stdout.WriteLineAsync($"{path}: {(verified.Ok ? "ok" : "BROKEN")}, {verified.Detail}");
            return verified.Ok ? ExitCodes.Passed : ExitCodes.Rejected;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            throw new UsageException(e.Message);
        }
    }
}
