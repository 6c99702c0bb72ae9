using Continuum.Infrastructure.Storage;

namespace Dashboard.Hosting;

/// <summary>What the console was started with.</summary>
/// <param name="Data">Data folder.</param>
/// <param name="Site">Site file; null starts the lab.</param>
/// <param name="Urls">Addresses to listen on; null takes those of appsettings.json.</param>
internal sealed record ConsoleArguments(string Data, string? Site, string? Urls)
{
    /// <summary>How to call it.</summary>
    public const string Usage = """
        dotnet run --project src/Dashboard -- [--data DIR] [--site FILE] [--urls URL[;URL]]
          --data DIR   data folder (else CONTINUUM_DATA, else $XDG_DATA_HOME/continuum, else ~/.local/share/continuum)
          --site FILE  a site file instead of the built-in lab
          --urls URLS  addresses to listen on (default http://127.0.0.1:5080)
        """;

    /// <summary>Reads the arguments; a problem in words when one is not understood.</summary>
    public static (ConsoleArguments? Arguments, string? Problem) Read(string[] args, Func<string, string?> environment)
    {
        string? data = null, site = null, urls = null;
        for (var i = 0; i < args.Length; i++)
        {
            var at = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = at > 0 ? args[i][..at] : args[i];
            var value = at > 0 ? args[i][(at + 1)..] : args.ElementAtOrDefault(i + 1);
            if (name is not ("--data" or "--site" or "--urls")) return (null, $"'{args[i]}' is not understood.");
            if (string.IsNullOrWhiteSpace(value) || value.StartsWith("--", StringComparison.Ordinal)) return (null, $"{name} needs a value.");
            if (at <= 0) i++;
            if (name == "--data") data = value;
            else if (name == "--site") site = value;
            else urls = value;
        }

        return (new ConsoleArguments(DataFolder.Resolve(data, environment), site is null ? null : Path.GetFullPath(site), urls), null);
    }
}
