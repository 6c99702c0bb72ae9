using System.Globalization;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>
/// Reads the fields of one mapping. Every accessor adds a fault for what is wrong and returns a harmless value, so that
/// reading goes on and the rest is checked too. Keys outside those known are faults.
/// </summary>
internal sealed class FieldReader
{
    private const int MaxNameLength = 253;
    private readonly Dictionary<string, YamlElement> _fields = new(StringComparer.Ordinal);
    private readonly string _what;
    private readonly FaultList _faults;

    public FieldReader(YamlElement element, string what, FaultList faults, params IReadOnlyList<string> known)
    {
        Element = element;
        _what = what;
        _faults = faults;
        if (element is not YamlMapping mapping)
        {
            faults.Add(element, $"found {element.Describe()}", $"{what}: a mapping with {string.Join(", ", known)}");
            IsBroken = true;
            return;
        }

        foreach (var (key, value) in mapping.Entries)
        {
            if (!known.Contains(key.Value))
                faults.Add(key, $"found the unknown key {key.Describe()}", $"{what} with {string.Join(", ", known)}{Nearest.Hint(key.Value, known)}");
            else if (!_fields.TryAdd(key.Value, value))
                faults.Add(key, $"found the key {key.Describe()} a second time", "each key once");
        }
    }

    public YamlElement Element { get; }

    /// <summary>True when the element is no mapping at all; asking for its fields adds nothing further.</summary>
    public bool IsBroken { get; }

    /// <summary>The field, or null when it is left out or empty.</summary>
    public YamlElement? Find(string key) => _fields.TryGetValue(key, out var value) && value is not YamlText { IsAbsent: true } ? value : null;

    /// <summary>Where to point for a field: at its value, else at the mapping.</summary>
    public YamlElement At(string key) => _fields.GetValueOrDefault(key, Element);

    public YamlElement? Require(string key, string expected)
    {
        var found = Find(key);
        if (found is null && !IsBroken) _faults.Add(At(key), $"found {_what} without {key}", $"{key}: {expected}");
        return found;
    }

    public string RequireName(string key, string example) => Name(Require(key, example), example) ?? "";

    public string? OptionalName(string key, string example) => Name(Find(key), example);

    public double RequireNumber(string key, double least, double most) => Number(Require(key, Range(least, most)), key, least, most) ?? least;

    public double? OptionalNumber(string key, double least, double most) => Number(Find(key), key, least, most);

    public int? OptionalInteger(string key, int least, int most) => Integer(Find(key), key, least, most);

    public int? RequireInteger(string key, int least, int most) => Integer(Require(key, Range(least, most)), key, least, most);

    /// <summary>The items of a list; a field that is left out is an empty list.</summary>
    public IReadOnlyList<YamlElement> List(string key)
    {
        var found = Find(key);
        if (found is null) return [];
        if (found is YamlSequence list) return list.Items;
        _faults.Add(found, $"found {found.Describe()} as {key}", "a list");
        return [];
    }

    public int? Integer(YamlElement? element, string what, int least, int most)
    {
        if (element is null) return null;
        if (element is YamlText text
            && int.TryParse(text.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most) return value;
        _faults.Add(element, $"found {element.Describe()} as {what}", "a whole number, " + Range(least, most));
        return null;
    }

    private double? Number(YamlElement? element, string what, double least, double most)
    {
        if (element is null) return null;
        if (element is YamlText text
            && double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most) return value;
        _faults.Add(element, $"found {element.Describe()} as {what}", "a number, " + Range(least, most));
        return null;
    }

    private string? Name(YamlElement? element, string example)
    {
        if (element is null) return null;
        if (element is not YamlText text)
        {
            _faults.Add(element, $"found {element.Describe()}", $"text, {example}");
            return null;
        }

        if (text.Value.Length is > 0 and <= MaxNameLength && text.Value.Trim() == text.Value && !text.Value.Any(char.IsControl)) return text.Value;
        _faults.Add(element, $"found {text.Describe()}", $"1 to {MaxNameLength} printable characters without blanks around them, {example}");
        return null;
    }

    private static string Range(double least, double most) =>
        string.Create(CultureInfo.InvariantCulture, $"{(least == Tiny ? "above 0" : $"{least} or more")} and at most {most}");

    /// <summary>The least number above 0 that counts; smaller ones are impossible in an inventory.</summary>
    public const double Tiny = 1e-9;
}
