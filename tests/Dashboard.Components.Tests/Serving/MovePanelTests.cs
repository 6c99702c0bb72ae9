using Bunit;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Serving;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Serving;

public sealed class MovePanelTests : IAsyncDisposable
{
    private readonly ConsoleContext context = new();

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private static readonly PipelineLayout Now = FakePipelines.Layout(new Stage("ber-1", new(0, 5)), new Stage("iad-1", new(6, 11)));
    private static readonly PipelineLayout There = FakePipelines.Layout(new Stage("muc-1", new(0, 11)));

    private IRenderedComponent<MovePanel> Panel() => context.Render<MovePanel>(p => p.Add(x => x.Service, context.Sites.Current.Site.Services[0]));

    private static PipelineMove Move(bool passed, long? intent = null) =>
        new(Now, There, new Verdict(passed ? Outcome.Pass : Outcome.Fail, [new Check("layout-as-asked", passed, "triage", "muc-1:0-11 is not allowed: a <b>reason</b>")]), null, intent, null);

    [Fact]
    public void It_shows_where_the_pipeline_is_and_offers_nothing_until_another_place_is_written()
    {
        var panel = Panel();
        Assert.Equal("ber-1:0-5,iad-1:6-11", panel.Find("input").GetAttribute("value"));
        Assert.All(panel.FindAll("button"), b => Assert.True(b.HasAttribute("disabled")));
        Assert.All(panel.FindAll("button"), b => Assert.Contains("where it is", b.GetAttribute("title"), StringComparison.Ordinal));
    }

    [Fact]
    public void A_refusal_says_why_as_plain_text_and_asks_no_move()
    {
        context.Pipelines.Answer = () => Move(false);
        var panel = Panel();
        panel.Find("input").Input("muc-1:0-11");
        panel.FindAll("button")[0].Click();
        panel.WaitForAssertion(() => Assert.Contains("not allowed", panel.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Contains("&lt;b&gt;reason", panel.Markup, StringComparison.Ordinal);
        Assert.Equal(("check", "triage", "muc-1:0-11", "ber-1"), Assert.Single(context.Pipelines.Asked));
    }

    [Fact]
    public void A_planned_move_leads_to_the_intent_that_awaits_approval()
    {
        context.Pipelines.Answer = () => Move(true, 7);
        var panel = Panel();
        panel.Find("input").Input("muc-1:0-11");
        panel.Find("form").Submit();
        panel.WaitForAssertion(() => Assert.NotNull(panel.Find("a[href='/intents/7']")));
        Assert.Equal("move", Assert.Single(context.Pipelines.Asked).Verb);
    }

    [Fact]
    public void What_is_no_layout_is_said_as_an_alert()
    {
        context.Pipelines.Answer = () => throw new IntentRefusedException(IntentRefusal.BadText, "Layers 1 to 11 of triage are held by nobody.");
        var panel = Panel();
        panel.Find("input").Input("muc-1:0-0");
        panel.FindAll("button")[0].Click();
        panel.WaitForAssertion(() => Assert.Contains("held by nobody", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }
}
