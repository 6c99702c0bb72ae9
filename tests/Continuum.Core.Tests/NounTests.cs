using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Core.Tests;

public sealed class NounTests
{
    private static readonly Switch Labelled = new() { Name = "s1", DatapathId = 1, Labels = new Dictionary<string, string> { ["jurisdiction"] = "DE", ["age"] = "7" } };
    private static readonly Switch Bare = new() { Name = "s2", DatapathId = 2 };

    [Theory]
    [InlineData("10.0.0.1", 0x0A000001u)]
    [InlineData("255.255.255.255", 0xFFFFFFFFu)]
    public void An_address_reads_back_as_it_was_written(string text, uint value)
    {
        Assert.Equal(value, IPv4.Parse(text).Value);
        Assert.Equal(text, IPv4.Parse(text).ToString());
    }

    [Theory]
    [InlineData("10.0.0")]
    [InlineData("1")]
    [InlineData("10.0.0.256")]
    [InlineData("::1")]
    [InlineData("")]
    public void Anything_else_is_no_address(string text) => Assert.Throws<FormatException>(() => IPv4.Parse(text));

    [Theory]
    [InlineData(LabelOperator.In, "DE", true, false)]
    [InlineData(LabelOperator.In, "US", false, false)]
    [InlineData(LabelOperator.NotIn, "US", true, false)]
    [InlineData(LabelOperator.NotIn, "DE", false, false)]
    [InlineData(LabelOperator.Exists, "", true, false)]
    [InlineData(LabelOperator.DoesNotExist, "", false, true)]
    public void What_lacks_a_label_satisfies_no_test_on_it_negatives_included(LabelOperator op, string value, bool labelled, bool bare)
    {
        var test = new LabelTest("jurisdiction", op, value.Length == 0 ? [] : [value]);
        Assert.Equal(labelled, test.Admits(Labelled));
        Assert.Equal(bare, test.Admits(Bare));
    }

    [Theory]
    [InlineData(LabelOperator.Gt, "6", true)]
    [InlineData(LabelOperator.Gt, "7", false)]
    [InlineData(LabelOperator.Lt, "8", true)]
    [InlineData(LabelOperator.Gt, "many", false)]
    public void Numbers_are_compared_as_numbers(LabelOperator op, string value, bool admits) =>
        Assert.Equal(admits, new LabelTest("age", op, [value]).Admits(Labelled));

    [Theory]
    [InlineData(IntentState.AwaitingApproval, IntentState.Enacting, true)]
    [InlineData(IntentState.Rejected, IntentState.Enacting, false)]
    [InlineData(IntentState.Clarifying, IntentState.Enacting, false)]
    [InlineData(IntentState.Declined, IntentState.Planning, false)]
    [InlineData(IntentState.Withdrawn, IntentState.Active, false)]
    public void An_intent_is_enacted_only_from_an_approval(IntentState from, IntentState to, bool allowed) => Assert.Equal(allowed, IntentLifecycle.Allows(from, to));

    [Fact]
    public void A_policy_reads_back_as_it_was_written_and_an_unknown_member_is_an_error()
    {
        var policy = new Policy(
        [
            new PlacementRule { Subjects = Selector.ByLabel("data", "phi"), Nodes = LabelExpression.In("jurisdiction", "DE", "FR") },
            new PathRule { From = Selector.ByName("a"), To = Selector.Everything, Traffic = new TrafficClass(IpProtocol.Tcp, 443), MaxLatencyMs = 5 },
        ]);
        var json = PolicyJson.Write(policy);
        Assert.Equal(policy, PolicyJson.Read(json));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => PolicyJson.Read(json.Replace("\"maxLatencyMs\"", "\"maxLatency\"", StringComparison.Ordinal)));
    }
}
