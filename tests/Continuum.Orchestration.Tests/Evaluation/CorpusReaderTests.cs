using Continuum.Core.Policies;
using Continuum.Orchestration.Evaluation;

namespace Continuum.Orchestration.Tests.Evaluation;

public sealed class CorpusReaderTests
{
    private const string Full = """
        {"id":"r1","site":"sites/x.yaml","split":"tune","class":"hybrid","difficulty":"complex","difficultySource":"two clauses","given":["one"],"text":"two","expect":{"outcome":"pass","also":["clarify"],"placement":[{"workload":"a","allowed":["n1"]}],"service":[{"name":"llm","allowed":["n1","n2"]}],"spread":[{"workload":"a","topology":"zone"}],"colocate":[["a","b"]],"separate":[["a","b"]],"paths":[{"from":"a","to":"b","forbidden":["s2","s1<->s3"],"through":["s1"],"maxLatencyMs":2.5,"traffic":{"protocol":"tcp","port":443}}],"isolated":[["a","b"]],"oneway":true}}
        """;

    private const string Plain = """{"id":"r2","class":"computing","difficulty":"simple","text":"","expect":{"outcome":"clarify"}}""";

    [Fact]
    public void A_row_is_read_in_full()
    {
        var row = Assert.Single(Read(Full).Rows);

        Assert.Equal(("r1", "sites/x.yaml", "tune", "hybrid", "complex", "two"), (row.Id, row.Site, row.Split, row.Class, row.Difficulty, row.Text));
        Assert.Equal(["one"], row.Given);
        Assert.True(row.Expect.Permits("pass") && row.Expect.Permits("clarify") && !row.Expect.Permits("infeasible"));
        Assert.Equal(["n1", "n2"], Assert.Single(row.Expect.Service).Allowed);
        Assert.Equal(new ExpectedSpread("a", Topology.Zone), Assert.Single(row.Expect.Spread));
        Assert.Equal(["a", "b"], Assert.Single(row.Expect.Colocate));
        var path = Assert.Single(row.Expect.Paths);
        Assert.Equal((2.5, new TrafficClass(IpProtocol.Tcp, 443)), (path.MaxLatencyMs, path.Traffic));
        Assert.Equal(("a", "b"), Assert.Single(row.Expect.Isolated));
        Assert.True(row.Expect.OneWay);
    }

    [Fact]
    public void Empty_lines_are_skipped_and_lines_are_counted()
    {
        var (rows, errors) = Read("", Plain, "   ", Full, "{");

        Assert.Equal([2, 4], rows.Select(r => r.Line));
        Assert.StartsWith("c.jsonl:5: not JSON", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"text\":\"\",", "", "text is missing")]
    [InlineData("\"class\":\"computing\"", "\"class\":\"cooking\"", "'cooking'")]
    [InlineData("\"difficulty\":\"simple\"", "\"difficulty\":1", "expected text")]
    [InlineData("\"outcome\":\"clarify\"", "\"outcome\":\"fail\"", "'fail'")]
    [InlineData("\"outcome\":\"clarify\"", "\"outcome\":\"pass\",\"path\":[]", "unknown key 'path'")]
    [InlineData("\"outcome\":\"clarify\"", "\"outcome\":\"pass\",\"placement\":[{\"workload\":\"a\"}]", "allowed is missing")]
    [InlineData("\"outcome\":\"clarify\"", "\"outcome\":\"pass\",\"isolated\":[[\"a\"]]", "expected a pair")]
    [InlineData("\"outcome\":\"clarify\"", "\"outcome\":\"pass\",\"colocate\":[[\"a\"]]", "two or more")]
    [InlineData("\"outcome\":\"clarify\"", "\"outcome\":\"pass\",\"paths\":[{\"from\":\"a\",\"to\":\"b\",\"traffic\":{\"protocol\":\"tcp\",\"port\":99999}}]", "port 99999")]
    [InlineData("\"id\":\"r2\"", "\"id\":\"r2\",\"id\":\"r3\"", "a second time")]
    [InlineData("\"id\":\"r2\"", "\"id\":\"r2\",\"given\":\"one\"", "expected a list")]
    public void What_is_wrong_is_named_with_its_line(string old, string replacement, string says)
    {
        Assert.Contains(old, Plain, StringComparison.Ordinal);

        var error = Assert.Single(Read(Full, Plain.Replace(old, replacement, StringComparison.Ordinal)).Errors);

        Assert.StartsWith("c.jsonl:2: ", error, StringComparison.Ordinal);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_is_used_once() => Assert.Contains("used on line 1", Assert.Single(Read(Plain, Plain).Errors), StringComparison.Ordinal);

    [Fact]
    public void Names_that_the_site_has_not_are_found()
    {
        var row = Assert.Single(Read(Full).Rows);

        Assert.Empty(CorpusNames.Unknown(row, Ring.Site));
        var wrong = row with { Expect = row.Expect with { Placement = [new("llm", ["n9"])], Isolated = [("a", "z")], Paths = [new("a", "b", ["s1<->s1"], ["s9"], null, null)] } };
        Assert.Equal(
            ["the site has no workload 'llm'", "the site has no node 'n9'", "the site has no workload or service 'z'", "the site has no switch or link 's1<->s1'", "the site has no switch 's9'"],
            CorpusNames.Unknown(wrong, Ring.Site));
    }

    private static (IReadOnlyList<CorpusRow> Rows, IReadOnlyList<string> Errors) Read(params string[] lines) => CorpusReader.Read(lines, "c.jsonl");
}
