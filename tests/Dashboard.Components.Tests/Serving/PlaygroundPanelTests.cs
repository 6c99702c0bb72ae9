using Bunit;
using Dashboard.Components.Contracts;
using Dashboard.Components.Serving;
using Dashboard.Components.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Components.Tests.Serving;

public sealed class PlaygroundPanelTests : IAsyncDisposable
{
    private readonly ConsoleContext context = new();

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private IRenderedComponent<PlaygroundPanel> Panel(bool untrained = false) => context.Render<PlaygroundPanel>(p => p.Add(x => x.Service, "triage").Add(x => x.Untrained, untrained));

    [Fact]
    public void Without_a_gateway_it_says_so_and_offers_no_form()
    {
        context.Playground.Served = null;
        var panel = Panel();
        Assert.Contains("no gateway", panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("form"));
    }

    [Fact]
    public void An_answer_is_shown_as_plain_text_with_its_times()
    {
        var panel = Panel(untrained: true);
        Assert.Contains("untrained", panel.Markup, StringComparison.Ordinal);
        panel.Find("textarea").Input("hello");
        panel.Find("form").Submit();
        context.Playground.Answer.Writer.TryWrite(new AnswerPiece("one ", null));
        context.Playground.Answer.Writer.TryWrite(new AnswerPiece("<b>two</b>", null));
        context.Playground.Answer.Writer.TryWrite(new AnswerPiece("", "stop"));
        context.Playground.Answer.Writer.Complete();
        panel.WaitForAssertion(() => Assert.Equal("one <b>two</b>", panel.Find(".playground-answer").TextContent));
        panel.WaitForAssertion(() => Assert.Contains("stop", panel.Find("dl").TextContent, StringComparison.Ordinal));
        Assert.Empty(panel.FindAll(".playground-answer b"));
    }

    [Fact]
    public void Stopping_ends_the_request()
    {
        var panel = Panel();
        panel.Find("textarea").Input("hello");
        panel.Find("form").Submit();
        panel.WaitForElement("button[type=button]").Click();
        panel.WaitForAssertion(() => Assert.True(context.Playground.Cancelled));
        panel.WaitForAssertion(() => Assert.Contains("stopped", panel.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void A_refusal_is_an_alert()
    {
        var panel = Panel();
        panel.Find("textarea").Input("hello");
        panel.Find("form").Submit();
        context.Playground.Answer.Writer.Complete(new PlaygroundException("The gateway of triage refused: it may not hold phi now."));
        panel.WaitForAssertion(() => Assert.Contains("may not hold phi", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Times_are_those_of_the_pieces()
    {
        var clock = new FakeTimeProvider();
        var times = new AnswerTimes(clock);
        Assert.Null(times.FirstMs);
        foreach (var wait in (int[])[50, 10, 30, 10])
        {
            clock.Advance(TimeSpan.FromMilliseconds(wait));
            times.Arrived();
        }

        Assert.Equal((50, 10, 30, 30, 4), (times.FirstMs!.Value, times.MedianGapMs!.Value, times.P95GapMs!.Value, times.LongestGapMs!.Value, times.Pieces));
    }
}
