using System.Text.Json.Nodes;

namespace Dashboard.Tests.CommandLine;

public sealed class PlanCommandTests : CommandLineFixture
{
    [Fact]
    public async Task A_verdict_that_passes_is_printed_in_the_agreed_shape()
    {
        var (code, json) = await Plan("db in Germany");

        Assert.Equal(0, code);
        Assert.Equal(["intent", "planner", "status", "question", "policy", "plan", "verdict", "timings", "tokens"], Keys(json));
        Assert.Equal(("db in Germany", "offline", "AwaitingApproval"), (Text(json["intent"]), Text(json["planner"]), Text(json["status"])));
        Assert.Null(json["question"]);
        Assert.Equal(["words", "rules", "unmapped"], Keys(json["policy"]));
        Assert.Contains("de-1", Text(json["policy"]!["words"]), StringComparison.Ordinal);
        Assert.Equal("placement", Text(json["policy"]!["rules"]![0]!["type"]));
        Assert.Equal(["hash", "kubernetes", "flowRules", "pipelines", "moves"], Keys(json["plan"]));
        Assert.NotEmpty(Text(json["plan"]!["hash"]));
        Assert.Equal("""{"subject":"db","from":"us-1","to":"de-1","restart":true}""", json["plan"]!["moves"]![0]!.ToJsonString());
        Assert.Equal(["passed", "outcome", "checks"], Keys(json["verdict"]));
        Assert.Equal((true, "pass"), ((bool)json["verdict"]!["passed"]!, Text(json["verdict"]!["outcome"])));
        Assert.All(json["verdict"]!["checks"]!.AsArray(), c => Assert.Equal(["name", "passed", "subject", "detail"], Keys(c)));
        Assert.All(json["timings"]!.AsObject(), t => Assert.True((double)t.Value! >= 0));
        Assert.Equal("""{"input":0,"output":0}""", json["tokens"]!.ToJsonString());
    }

    [Fact]
    public async Task Manifests_are_patches_for_server_side_apply()
    {
        var (_, json) = await Plan("db in Germany");

        var manifest = Assert.Single(json["plan"]!["kubernetes"]!.AsArray())!;
        Assert.Equal(("apps/v1", "Deployment", "db", "default"), (Text(manifest["apiVersion"]), Text(manifest["kind"]), Text(manifest["metadata"]!["name"]), Text(manifest["metadata"]!["namespace"])));
    }

    [Fact]
    public async Task Flow_rules_are_spelt_as_onos_spells_them()
    {
        var (code, json) = await Plan("db and api apart");

        Assert.Equal(0, code);
        var rules = json["plan"]!["flowRules"]!.AsArray();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule =>
        {
            Assert.Matches("^of:[0-9a-f]{16}$", Text(rule!["deviceId"]));
            Assert.True((bool)rule["isPermanent"]!);
            Assert.True((int)rule["priority"]! > 0);
            Assert.Equal("""{"type":"ETH_TYPE","ethType":"0x800"}""", rule["selector"]!["criteria"]![0]!.ToJsonString());
            Assert.Empty(rule["treatment"]!["instructions"]!.AsArray());
        });
    }

    [Fact]
    public async Task Pipelines_state_inclusive_layer_pairs()
    {
        var (code, json) = await Plan("triage in Germany");

        Assert.Equal(0, code);
        Assert.Equal("""[{"service":"triage","head":"de-1","stages":[{"node":"de-1","layers":[0,11]}]}]""", json["plan"]!["pipelines"]!.ToJsonString());
    }

    [Fact]
    public async Task A_plan_that_cannot_be_is_rejected_with_its_check()
    {
        var (code, json) = await Plan("db in France");

        Assert.Equal(2, code);
        Assert.Equal(("Rejected", "infeasible", false), (Text(json["status"]), Text(json["verdict"]!["outcome"]), (bool)json["verdict"]!["passed"]!));
        Assert.Null(json["plan"]);
        Assert.Contains(json["verdict"]!["checks"]!.AsArray(), c => !(bool)c!["passed"]!);
        Assert.NotNull(json["policy"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("florble the quux")]
    [InlineData("what runs where?")]
    [InlineData("undo that")]
    public async Task What_is_no_intent_ends_in_a_question(string text)
    {
        var (code, json) = await Plan(text);

        Assert.Equal(3, code);
        Assert.Equal(("Clarifying", "clarify", false), (Text(json["status"]), Text(json["verdict"]!["outcome"]), (bool)json["verdict"]!["passed"]!));
        Assert.Equal(["text", "choices"], Keys(json["question"]));
        Assert.NotEmpty(Text(json["question"]!["text"]));
        Assert.IsType<JsonArray>(json["question"]!["choices"]);
        Assert.True(json.ContainsKey("plan") && json.ContainsKey("policy"));
        Assert.Null(json["plan"]);
        Assert.Null(json["policy"]);
    }

    [Fact]
    public async Task Several_intents_are_taken_in_order_each_on_top_of_the_earlier_ones()
    {
        var (code, json) = await Plan("db in Germany", "api in Germany");

        Assert.Equal(0, code);
        Assert.Equal("api in Germany", Text(json["intent"]));
        // The desired state under both, and the first one's move is made already.
        Assert.Equal(["api", "db"], json["plan"]!["kubernetes"]!.AsArray().Select(m => Text(m!["metadata"]!["name"])).Order());
        Assert.Empty(json["plan"]!["moves"]!.AsArray());
        Assert.Equal("de-1", Planner.Requests[1].Site.Workloads[0].Node);
        Assert.Equal("db in Germany", Assert.Single(Planner.Requests[1].Active).Text);
        Assert.False(Planner.Requests[1].AllowFollowUp);
    }

    [Theory]
    [InlineData("db in France", 2)]
    [InlineData("florble", 3)]
    public async Task An_earlier_intent_that_does_not_pass_ends_the_run_with_its_own(string first, int expected)
    {
        var (code, json) = await Plan(first, "api in Germany");

        Assert.Equal(expected, code);
        Assert.Equal(first, Text(json["intent"]));
        Assert.Single(Planner.Requests);
    }

    [Fact]
    public async Task What_clashes_with_an_earlier_intent_is_a_conflict()
    {
        var (code, json) = await Plan("db in Germany", "db on US nodes");

        Assert.Equal((2, "conflict"), (code, Text(json["verdict"]!["outcome"])));
    }

    [Fact]
    public async Task Before_its_window_an_earlier_intent_moves_nothing()
    {
        var (code, json) = await Plan("db in Germany in a year", "api in Germany");

        Assert.Equal(0, code);
        Assert.Equal("us-1", Planner.Requests[1].Site.Workloads[0].Node);
        Assert.Equal("db in Germany in a year", Assert.Single(Planner.Requests[1].Active).Text);
    }

    [Fact]
    public async Task A_defect_is_a_verdict_that_fails()
    {
        var (code, json) = await Plan("defect");

        Assert.Equal((2, "Rejected", "fail"), (code, Text(json["status"]), Text(json["verdict"]!["outcome"])));
        Assert.Equal("internal-error", Text(Assert.Single(json["verdict"]!["checks"]!.AsArray())!["name"]));
    }

    [Theory]
    [InlineData("--intent is missing", "plan", "--site", "SITE")]
    [InlineData("--site is missing", "plan", "--intent", "x")]
    [InlineData("unknown option '--sight'", "plan", "--sight", "SITE", "--intent", "x")]
    [InlineData("unknown option 'stray'", "plan", "--site", "SITE", "stray")]
    [InlineData("--intent needs a value", "plan", "--site", "SITE", "--intent")]
    [InlineData("--site is given twice", "plan", "--site", "SITE", "--site=SITE", "--intent", "x")]
    [InlineData("found no such file", "plan", "--site", "nowhere.yaml", "--intent", "x")]
    [InlineData("unknown command 'pln'", "pln", "--site", "SITE")]
    [InlineData("audit verify", "audit", "check")]
    public async Task What_cannot_be_understood_is_said_on_stderr_alone(string says, params string[] args)
    {
        var (code, output, error) = await Run([.. args.Select(a => a.Replace("SITE", SiteFile, StringComparison.Ordinal))]);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_a_site_file_is_a_line_of_its_own()
    {
        var bad = Put("bad.yaml", SiteYaml.Replace("tier: cloud", "tier: sky", StringComparison.Ordinal));

        var (code, output, error) = await Run("plan", "--site", bad, "--intent", "db in Germany");

        Assert.Equal((1, ""), (code, output));
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([$"{bad}:3:", $"{bad}:4:"], lines.Select(l => l[..(bad.Length + 3)]));
    }

    [Fact]
    public async Task Text_that_is_not_ascii_stays_readable()
    {
        var (_, output, _) = await Run("plan", "--site", SiteFile, "--intent", "Zürich <b>");

        Assert.Contains("Zürich <b>", output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node!.AsObject().Select(p => p.Key);

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
