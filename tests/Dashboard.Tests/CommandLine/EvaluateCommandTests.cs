using System.Text.Json.Nodes;

namespace Dashboard.Tests.CommandLine;

public sealed class EvaluateCommandTests : CommandLineFixture
{
    [Fact]
    public async Task A_corpus_is_run_judged_and_told()
    {
        var corpus = Corpus(
            Row("right", "db in Germany", """{"outcome":"pass","placement":[{"workload":"db","allowed":["de-1"]}]}"""),
            Row("wrong-pass", "db in Germany", """{"outcome":"pass","placement":[{"workload":"db","allowed":["us-1"]}]}"""),
            Row("not-permitted", "db in Germany", """{"outcome":"infeasible"}"""),
            Row("infeasible", "db in France", """{"outcome":"infeasible"}"""),
            Row("asked", "florble", """{"outcome":"pass"}"""));
        var json = Path.Combine(Folder, "out.json");

        var (code, output, _) = await Run("evaluate", "--site", SiteFile, "--corpus", corpus, "--json", json);

        Assert.Equal(0, code);
        Assert.Contains("WRONG PASS wrong-pass", output, StringComparison.Ordinal);
        Assert.Contains("db is admitted to de-1, which is not allowed", output, StringComparison.Ordinal);
        Assert.Contains("WRONG PASS not-permitted", output, StringComparison.Ordinal);
        Assert.Contains("failed asked", output, StringComparison.Ordinal);
        Assert.Contains("asked: Which one?", output, StringComparison.Ordinal);
        var all = JsonNode.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken))!["groups"]!.AsArray()[^1]!;
        Assert.Equal((5, 2, 2, 1), ((int)all["rows"]!, (int)all["succeeded"]!, (int)all["wrongPasses"]!, (int)all["clarifications"]!));
        Assert.True((double)all["checksPerIntent"]! > 0);
    }

    [Fact]
    public async Task What_is_given_is_active_before()
    {
        var corpus = Corpus(
            Row("conflict", "db on US nodes", """{"outcome":"conflict"}""", given: "db in Germany"),
            Row("broken", "db on US nodes", """{"outcome":"pass"}""", given: "db in France"));

        var (_, output, _) = await Run("evaluate", "--site", SiteFile, "--corpus", corpus);

        Assert.Contains("1 failed", output, StringComparison.Ordinal);
        Assert.Contains("the given intent 'db in France' ends in infeasible", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_may_name_its_site_relative_to_the_corpus()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "sites"));
        Put("sites/own.yaml", SiteYaml.Replace("name: db,", "name: vault,", StringComparison.Ordinal));
        var corpus = Corpus(Row("own", "db in Germany", """{"outcome":"infeasible","also":["pass"]}""", site: "sites/own.yaml"));

        var (code, _, error) = await Run("evaluate", "--corpus", corpus);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal("vault", Planner.Requests[^1].Site.Workloads[0].Name);
    }

    [Fact]
    public async Task Only_the_split_asked_for_is_run()
    {
        var corpus = Corpus(Row("a", "db in Germany", """{"outcome":"pass"}""", split: "tune"), Row("b", "api in Germany", """{"outcome":"pass"}""", split: "test"));

        await Run("evaluate", "--site", SiteFile, "--corpus", corpus, "--split", "tune");
        var (code, output, error) = await Run("evaluate", "--site", SiteFile, "--corpus", corpus, "--split", "other");

        Assert.DoesNotContain(Planner.Requests, r => r.Text == "api in Germany");
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("it has tune, test", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_corpus_names_must_be_on_the_site()
    {
        var corpus = Corpus(Row("a", "db in Germany", """{"outcome":"pass","placement":[{"workload":"dbb","allowed":["de-9"]}]}"""), "not json");

        var unreadable = await Run("evaluate", "--site", SiteFile, "--corpus", corpus);
        var unknown = await Run("evaluate", "--site", SiteFile, "--corpus", Corpus(await FirstLine(corpus)));

        Assert.Equal((1, ""), (unreadable.Code, unreadable.Out));
        Assert.Contains("corpus.jsonl:2: not JSON", unreadable.Error, StringComparison.Ordinal);
        Assert.Contains("corpus.jsonl:1: the site has no workload 'dbb'", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("corpus.jsonl:1: the site has no node 'de-9'", unknown.Error, StringComparison.Ordinal);
    }

    private static async Task<string> FirstLine(string path) => (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))[0];

    private string Corpus(params string[] rows) => Put("corpus.jsonl", string.Join('\n', rows) + "\n");

    private static string Row(string id, string text, string expect, string? given = null, string? site = null, string? split = null) => new JsonObject
    {
        ["id"] = id,
        ["class"] = "computing",
        ["difficulty"] = "simple",
        ["text"] = text,
        ["given"] = given is null ? null : new JsonArray(given),
        ["site"] = site,
        ["split"] = split,
        ["expect"] = JsonNode.Parse(expect),
    }.ToJsonString();
}
