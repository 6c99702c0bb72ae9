using System.Globalization;

namespace Continuum.Serving.Hosting;

/// <summary>Options of the command line as <c>--name value</c>; what is not asked for is refused.</summary>
internal sealed class ArgumentReader
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public ArgumentReader(IReadOnlyList<string> arguments, params string[] flags)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (!name.StartsWith("--", StringComparison.Ordinal)) throw new HostStartException($"'{name}' was found; an option such as --service was expected.");
            if (flags.Contains(name[2..])) values[name[2..]] = "true";
            else if (i + 1 < arguments.Count) values[name[2..]] = arguments[++i];
            else throw new HostStartException($"{name} has no value.");
        }
    }

    public string Required(string name) => Optional(name) ?? throw new HostStartException($"--{name} is missing.");

    public string? Optional(string name)
    {
        used.Add(name);
        return values.GetValueOrDefault(name);
    }

    public int Integer(string name, int fallback) => (int)Number(name, fallback);

    /// <summary>A number that is not negative.</summary>
    public double Number(string name, double fallback)
    {
        if (Optional(name) is not { } text) return fallback;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= long.MaxValue ? value
            : throw new HostStartException($"--{name} is '{text}'; a number that is not negative was expected.");
    }

    /// <summary>Call when all options have been read.</summary>
    /// <exception cref="HostStartException">One was given that nothing reads.</exception>
    public void RequireNoOther()
    {
        if (values.Keys.FirstOrDefault(name => !used.Contains(name)) is { } other)
            throw new HostStartException($"--{other} is unknown; known are {string.Join(", ", used.Order(StringComparer.Ordinal).Select(name => "--" + name))}.");
    }
}
