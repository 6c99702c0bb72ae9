namespace Dashboard.CommandLine;

/// <summary>The options of a command: <c>--name value</c> or <c>--name=value</c>. What is not known is refused.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>Reads the arguments after the command's name.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="known">Names of options, with the dashes; each takes a value.</param>
    /// <param name="repeatable">Those of them that may be given more than once.</param>
    /// <exception cref="UsageException">An option is unknown, lacks its value or is given twice.</exception>
    public static Options Parse(IEnumerable<string> args, IReadOnlyList<string> known, params IReadOnlyList<string> repeatable)
    {
        var options = new Options();
        using var rest = args.GetEnumerator();
        while (rest.MoveNext())
        {
            var (name, value) = Split(rest.Current);
            if (!known.Contains(name)) throw new UsageException($"unknown option '{rest.Current}'; known are {string.Join(", ", known)}");
            if (value is null) value = rest.MoveNext() ? rest.Current : throw new UsageException($"{name} needs a value");
            if (!options._values.TryGetValue(name, out var values)) options._values[name] = values = [];
            if (values.Count > 0 && !repeatable.Contains(name)) throw new UsageException($"{name} is given twice");
            values.Add(value);
        }

        return options;
    }

    /// <summary>All values of an option, in order.</summary>
    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>The value, or null.</summary>
    public string? Find(string name) => All(name).FirstOrDefault();

    /// <summary>The value.</summary>
    /// <exception cref="UsageException">It is not given.</exception>
    public string Require(string name) => Find(name) ?? throw new UsageException($"{name} is missing");

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }
}

/// <summary>The command line cannot be understood or what it names cannot be read; the message is all there is to say.</summary>
internal sealed class UsageException(string message) : Exception(message);
