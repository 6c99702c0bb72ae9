using System.Text.Json.Nodes;
using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;
using Dashboard.CommandLine;

namespace Dashboard.Tests.CommandLine;

/// <summary>Runs commands in process, in a folder of its own with a small site file.</summary>
public abstract class CommandLineFixture : IDisposable
{
    protected const string SiteYaml = """
        site: pair
        nodes:
          - { name: de-1, tier: cloud, labels: { jurisdiction: DE }, capacity: { cpu: 8, memoryGiB: 32 }, attach: { switch: s1, port: 11, ip: 10.0.0.11 } }
          - { name: us-1, tier: cloud, labels: { jurisdiction: US }, capacity: { cpu: 8, memoryGiB: 32 }, attach: { switch: s2, port: 11, ip: 10.0.0.12 } }
        switches:
          - { name: s1, datapathId: 1, labels: { jurisdiction: DE } }
          - { name: s2, datapathId: 2, labels: { jurisdiction: US } }
          - { name: s3, datapathId: 3, labels: { jurisdiction: DE } }
        links:
          - { a: s1:1, b: s2:1, latencyMs: 1 }
          - { a: s1:2, b: s3:1, latencyMs: 2 }
          - { a: s3:2, b: s2:2, latencyMs: 2 }
        workloads:
          - { name: db, labels: { app: db }, requests: { cpu: 1, memoryGiB: 1 }, node: us-1 }
          - { name: api, labels: { app: api }, requests: { cpu: 1, memoryGiB: 1 }, node: de-1 }
        services:
          - { name: triage, model: lab-llama, stages: [ { node: us-1, layers: 0-11 } ] }
        """;

    protected static readonly LabelExpression InGermany = LabelExpression.In("jurisdiction", "DE");
    protected static readonly LabelExpression InFrance = LabelExpression.In("jurisdiction", "FR");

    private protected ScriptedPlanner Planner { get; } = new ScriptedPlanner()
        .Says("db in Germany", new PlacementRule { Subjects = Selector.ByName("db"), Nodes = InGermany })
        .Says("db in Germany in a year", new PlacementRule { Subjects = Selector.ByName("db"), Nodes = InGermany, Validity = new Validity(DateTimeOffset.UtcNow.AddYears(1), null) })
        .Says("defect", new Understanding { Kind = UnderstandingKind.Policy, Planner = "offline", Policy = new Policy([]), Unmapped = [new TextSpan(100, 1)] })
        .Says("db in France", new PlacementRule { Subjects = Selector.ByName("db"), Nodes = InFrance })
        .Says("db on US nodes", new PlacementRule { Subjects = Selector.ByName("db"), Nodes = LabelExpression.In("jurisdiction", "US") })
        .Says("api in Germany", new PlacementRule { Subjects = Selector.ByName("api"), Nodes = InGermany })
        .Says("db and api apart", new IsolationRule { A = Selector.ByName("db"), B = Selector.ByName("api") })
        .Says("triage in Germany", new ServiceRule { Services = Selector.ByName("triage"), Nodes = InGermany })
        .Says("what runs where?", new Understanding { Kind = UnderstandingKind.Answer, Planner = "offline", Answer = new Answer("db runs on us-1", []) })
        .Says("undo that", new Understanding { Kind = UnderstandingKind.Withdraw, Planner = "offline", Target = 1 });

    protected string Folder { get; } = Directory.CreateTempSubdirectory("continuum-cli").FullName;

    protected string SiteFile { get; }

    protected CommandLineFixture() => SiteFile = Put("site.yaml", SiteYaml);

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string Put(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    protected async Task<(int Code, string Out, string Error)> Run(params string[] args)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        var code = await Commands.RunAsync(args, stdout, stderr, _ => Planner, TestContext.Current.CancellationToken);
        return (code, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Runs <c>plan</c> on the site and reads what it printed: one JSON object and nothing else.</summary>
    protected async Task<(int Code, JsonObject Json)> Plan(params string[] texts)
    {
        var (code, output, error) = await Run(["plan", "--site", SiteFile, .. texts.SelectMany(t => new[] { "--intent", t })]);
        Assert.Equal("", error);
        return (code, JsonNode.Parse(output)!.AsObject());
    }
}
