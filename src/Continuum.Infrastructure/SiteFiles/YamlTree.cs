using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>
/// Reads YAML text into elements with places. Anchors, aliases, tags and further documents are refused: a site file
/// needs none, and aliases that name aliases grow without bound. Events are pulled one at a time, so that a file that
/// nests too deeply is left where it does so.
/// </summary>
internal static class YamlTree
{
    private const int MaxDepth = 16;

    /// <summary>The root element, or null after adding a fault.</summary>
    public static YamlElement? Read(string text, FaultList faults)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out var end))
            {
                faults.Add((int)end.Start.Line, (int)end.Start.Column, "found an empty file", "a mapping with site, nodes, switches, links, workloads and services");
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = ReadElement(parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second)) throw Refuse(second, "found a second document", "one document");
            parser.Consume<StreamEnd>();
            return root;
        }
        catch (YamlException e) when (e is not RefusedException)
        {
            var reason = YamlText.Shorten(e.InnerException?.Message ?? e.Message);
            faults.Add((int)e.Start.Line, (int)e.Start.Column, $"found text that is not YAML ({reason.TrimEnd('.')})", "well-formed YAML");
            return null;
        }
        catch (RefusedException e)
        {
            faults.Add((int)e.Start.Line, (int)e.Start.Column, e.Message, e.Expected);
            return null;
        }
    }

    private static YamlElement ReadElement(Parser parser, int depth)
    {
        if (parser.Accept<AnchorAlias>(out var alias)) throw Refuse(alias, $"found the alias *{alias.Value}", "the value itself (aliases are not read)");
        var next = parser.Consume<NodeEvent>();
        if (!next.Anchor.IsEmpty) throw Refuse(next, $"found the anchor &{next.Anchor.Value}", "no anchor (aliases are not read)");
        if (!next.Tag.IsEmpty && !next.Tag.IsNonSpecific) throw Refuse(next, $"found the tag {next.Tag.Value}", "no tag (every value is text)");
        if (depth == MaxDepth) throw Refuse(next, $"found more than {MaxDepth} levels", "a site file, which nests 6 levels at most");
        int line = (int)next.Start.Line, column = (int)next.Start.Column;
        switch (next)
        {
            case Scalar scalar:
                return Text(scalar);
            case SequenceStart:
                var items = new List<YamlElement>();
                while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadElement(parser, depth + 1));
                return new YamlSequence(items, line, column);
            default:
                var entries = new List<KeyValuePair<YamlText, YamlElement>>();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var key = ReadElement(parser, depth + 1);
                    if (key is not YamlText name) throw new RefusedException(Mark(key), $"found {key.Describe()} as a key", "text");
                    entries.Add(new(name, ReadElement(parser, depth + 1)));
                }

                return new YamlMapping(entries, line, column);
        }
    }

    private static YamlText Text(Scalar scalar) =>
        new(scalar.Value, scalar.Style == ScalarStyle.Plain, (int)scalar.Start.Line, (int)scalar.Start.Column);

    private static Mark Mark(YamlElement element) => new(0, element.Line, element.Column);

    private static RefusedException Refuse(ParsingEvent at, string found, string expected) => new(at.Start, found, expected);

    private sealed class RefusedException(Mark start, string found, string expected) : YamlException(start, start, found)
    {
        public string Expected => expected;
    }
}
