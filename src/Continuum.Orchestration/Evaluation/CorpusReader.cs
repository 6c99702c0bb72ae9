using System.Text.Json;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Evaluation;

/// <summary>Reads corpus files, one JSON object a line, strictly: a misspelt expectation would judge nothing.</summary>
public static class CorpusReader
{
    private static readonly string[] Classes = ["computing", "networking", "hybrid", "serving"];
    private static readonly string[] Difficulties = ["simple", "complex"];
    private static readonly string[] Outcomes = ["pass", "conflict", "infeasible", "clarify"];

    /// <summary>The rows, and "file:line: what is wrong" for every line that is none.</summary>
    /// <param name="lines">Lines of the file; empty ones are skipped.</param>
    /// <param name="file">What messages call it.</param>
    public static (IReadOnlyList<CorpusRow> Rows, IReadOnlyList<string> Errors) Read(IEnumerable<string> lines, string file)
    {
        List<CorpusRow> rows = [];
        List<string> errors = [];
        var lineOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var document = JsonDocument.Parse(line);
                var row = ReadRow(document.RootElement, number);
                if (!lineOf.TryAdd(row.Id, number)) throw new CorpusException($"id '{row.Id}' is used on line {lineOf[row.Id]} already");
                rows.Add(row);
            }
            catch (JsonException e)
            {
                errors.Add($"{file}:{number}: not JSON, column {(e.BytePositionInLine ?? 0) + 1}");
            }
            catch (CorpusException e)
            {
                errors.Add($"{file}:{number}: {e.Message}");
            }
        }

        return (rows, errors);
    }

    private static CorpusRow ReadRow(JsonElement json, int line)
    {
        // Notes beside the contract's fields ("difficultySource", ...) judge nothing; inside "expect" every key must be known.
        var row = JsonFields.WithNotes(json, "row", "id", "site", "split", "class", "difficulty", "given", "text", "expect");
        return new CorpusRow
        {
            Line = line,
            Id = row.RequireText("id"),
            Site = row.Text("site"),
            Split = row.Text("split"),
            Class = row.RequireOneOf("class", Classes),
            Difficulty = row.RequireOneOf("difficulty", Difficulties),
            Given = row.Texts("given"),
            Text = row.RequireAnyText("text"),
            Expect = ReadExpectation(row.Require("expect")),
        };
    }

    private static Expectation ReadExpectation(JsonElement json)
    {
        var expect = new JsonFields(json, "expect", "outcome", "also", "placement", "service", "spread", "colocate", "separate", "paths", "isolated", "oneway");
        return new Expectation
        {
            Outcome = expect.RequireOneOf("outcome", Outcomes),
            Also = expect.TextsOneOf("also", Outcomes),
            Placement = expect.List("placement", p => ReadNodes(p, "workload")),
            Service = expect.List("service", s => ReadNodes(s, "name")),
            Spread = expect.List("spread", ReadSpread),
            Colocate = expect.List("colocate", g => ReadGroup(g, "colocate")),
            Separate = expect.List("separate", g => ReadGroup(g, "separate")),
            Paths = expect.List("paths", ReadPath),
            Isolated = expect.List("isolated", ReadPair),
            OneWay = expect.Flag("oneway"),
        };
    }

    private static ExpectedNodes ReadNodes(JsonElement json, string key)
    {
        var fields = new JsonFields(json, key == "name" ? "service" : "placement", key, "allowed");
        return new ExpectedNodes(fields.RequireText(key), fields.RequireTexts("allowed"));
    }

    private static ExpectedSpread ReadSpread(JsonElement json)
    {
        var fields = new JsonFields(json, "spread", "workload", "topology");
        var topology = fields.RequireOneOf("topology", ["node", "zone", "region"]);
        return new ExpectedSpread(fields.RequireText("workload"), topology switch { "zone" => Topology.Zone, "region" => Topology.Region, _ => Topology.Node });
    }

    private static IReadOnlyList<string> ReadGroup(JsonElement json, string what)
    {
        var names = JsonFields.TextsOf(json, what);
        return names.Count >= 2 ? names : throw new CorpusException($"{what}: a group of {names.Count}, expected two or more names");
    }

    private static (string A, string B) ReadPair(JsonElement json)
    {
        var names = JsonFields.TextsOf(json, "isolated");
        return names.Count == 2 ? (names[0], names[1]) : throw new CorpusException($"isolated: {names.Count} names, expected a pair");
    }

    private static ExpectedPath ReadPath(JsonElement json)
    {
        var path = new JsonFields(json, "paths", "from", "to", "forbidden", "through", "maxLatencyMs", "traffic");
        return new ExpectedPath(
            path.RequireText("from"), path.RequireText("to"), path.Texts("forbidden"), path.Texts("through"), path.Number("maxLatencyMs"),
            path.Find("traffic") is { } traffic ? ReadTraffic(traffic) : null);
    }

    private static TrafficClass ReadTraffic(JsonElement json)
    {
        var traffic = new JsonFields(json, "traffic", "protocol", "port");
        var protocol = traffic.RequireOneOf("protocol", ["icmp", "tcp", "udp"]) switch { "icmp" => IpProtocol.Icmp, "tcp" => IpProtocol.Tcp, _ => IpProtocol.Udp };
        var port = traffic.Number("port");
        if (port is not null && (protocol == IpProtocol.Icmp || port < 1 || port > 65535 || port != Math.Floor(port.Value)))
            throw new CorpusException($"traffic: port {port}, expected a TCP or UDP port");
        return new TrafficClass(protocol, (int?)port);
    }
}
