using Bunit;
using Continuum.Core.Intents;
using Continuum.Knowledge.Planning;
using Dashboard.Components.Chat;
using Dashboard.Components.Contracts;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Chat;

public sealed class ChatDockTests
{
    [Fact]
    public void An_empty_chat_suggests_sentences_made_of_the_sites_own_names()
    {
        using var context = new ConsoleContext();

        var cut = context.Live<ChatDock>();

        var texts = cut.FindAll(".suggestion").Select(s => s.TextContent).ToList();
        Assert.Contains(texts, t => t.Contains("phi", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("triage", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("ber-1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_suggestion_is_said_with_one_press()
    {
        using var context = new ConsoleContext();
        var cut = context.Live<ChatDock>();

        var chosen = cut.FindAll("button.suggestion")[0].TextContent;
        cut.FindAll("button.suggestion")[0].Click();

        cut.WaitForAssertion(() => Assert.Equal([$"submit op {chosen}"], context.Intents.Calls));
    }

    [Fact]
    public async Task Progress_lines_appear_as_they_come()
    {
        using var context = new ConsoleContext();
        var intent = await context.AddAsync(id => Records.Received(id, "Patient data stays in Germany"));
        var cut = context.Live<ChatDock>();

        context.Events.Publish("intent-progress", $"intent {intent.Id}", "Reading the sentence");
        context.Events.Publish("intent-progress", $"intent {intent.Id}", new ProgressLine(intent.Id, "Checking 34 failures"));

        cut.WaitForAssertion(() =>
        {
            Assert.Equal("Reading the sentence", cut.Find(".progress .done").TextContent.Trim());
            Assert.Equal("Checking 34 failures", cut.Find(".progress .now").TextContent.Trim());
        });
    }

    [Fact]
    public async Task A_plan_that_arrives_takes_the_place_of_the_progress()
    {
        using var context = new ConsoleContext();
        var intent = await context.AddAsync(id => Records.Received(id, "Patient data stays in Germany"));
        var cut = context.Live<ChatDock>();

        await context.Store.UpdateAsync(intent.Id, _ => Records.Awaiting(intent.Id), Xunit.TestContext.Current.CancellationToken);

        cut.WaitForAssertion(() =>
        {
            Assert.Empty(cut.FindAll(".progress"));
            Assert.Equal("Everything with data phi stays on nodes with jurisdiction DE", cut.Find(".plan h3").TextContent);
        });
    }

    [Fact]
    public async Task Choices_of_a_question_are_buttons_that_reply_to_the_same_intent()
    {
        using var context = new ConsoleContext();
        await context.AddAsync(Records.Asking);
        var cut = context.Live<ChatDock>();

        Assert.Contains("Which workload do you mean?", cut.Markup, StringComparison.Ordinal);
        cut.FindAll(".choices button").Single(b => b.TextContent == "ehr-api").Click();

        cut.WaitForAssertion(() => Assert.Equal(["reply 1 op ehr-api"], context.Intents.Calls));
    }

    [Fact]
    public async Task What_is_written_while_a_question_is_open_answers_it()
    {
        using var context = new ConsoleContext();
        await context.AddAsync(Records.Asking);
        var cut = context.Live<ChatDock>();

        var taken = await cut.InvokeAsync(() => cut.FindComponent<Composer>().Instance.Send("the database"));

        Assert.True(taken);
        Assert.Equal(["reply 1 op the database"], context.Intents.Calls);
    }

    [Fact]
    public async Task A_question_can_be_left_open_to_say_something_new()
    {
        using var context = new ConsoleContext();
        await context.AddAsync(Records.Asking);
        var cut = context.Live<ChatDock>();

        cut.Find(".reply-to button").Click();
        await cut.InvokeAsync(() => cut.FindComponent<Composer>().Instance.Send("ehr-api must not talk to patient-db"));

        Assert.Equal(["submit op ehr-api must not talk to patient-db"], context.Intents.Calls);
    }

    [Fact]
    public async Task An_answer_links_to_pages_of_the_console_and_nowhere_else()
    {
        using var context = new ConsoleContext();
        await context.AddAsync(id => Records.Received(id, "What runs on ber-1?") with
        {
            State = IntentState.Answered,
            Understanding = new Understanding
            {
                Kind = UnderstandingKind.Answer,
                Planner = "offline",
                Answer = new Answer("ber-1 holds ehr-api; see evil and odd", [new("ber-1", "/?sel=n:ber-1"), new("evil", "https://evil.example"), new("odd", "//evil.example")]),
            },
        });

        var cut = context.Live<ChatDock>();

        var hrefs = cut.FindAll(".reply a").Select(a => a.GetAttribute("href")).ToList();
        Assert.Equal(["/?sel=n:ber-1"], hrefs);
        Assert.Contains("see evil and odd", cut.Find(".reply").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_the_site_and_texts_of_a_model_stay_text()
    {
        const string attack = "<img src=x onerror=alert(1)>";
        using var context = new ConsoleContext();
        await context.AddAsync(id => Records.Received(id, attack) with
        {
            Turns = [new Turn(Speaker.Operator, attack), new Turn(Speaker.Continuum, "![x](https://evil.example/p.png) " + attack)],
            State = IntentState.Clarifying,
            Understanding = new Understanding { Kind = UnderstandingKind.Clarify, Planner = "model", Question = new Question(attack, [attack]) },
        });

        var cut = context.Live<ChatDock>();

        Assert.Empty(cut.FindAll("img"));
        Assert.Contains("&lt;img src=x", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_viewer_may_read_and_not_write()
    {
        using var context = new ConsoleContext(ConsolePolicies.Viewer);

        var cut = context.Live<ChatDock>();

        Assert.Empty(cut.FindAll("textarea"));
        Assert.Contains("needs the role operator", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_shown_and_the_text_is_not_lost()
    {
        using var context = new ConsoleContext();
        context.Intents.Refusal = "The text is empty.";
        var cut = context.Live<ChatDock>();

        var taken = await cut.InvokeAsync(() => cut.FindComponent<Composer>().Instance.Send("hm"));

        Assert.False(taken);
        cut.WaitForAssertion(() => Assert.Contains("The text is empty.", cut.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Composer.MaxBytes, true)]
    [InlineData(Composer.MaxBytes + 1, false)]
    public async Task Texts_up_to_32_KB_are_taken(int bytes, bool taken)
    {
        using var context = new ConsoleContext();
        var cut = context.Live<ChatDock>();

        var answer = await cut.InvokeAsync(() => cut.FindComponent<Composer>().Instance.Send(new string('x', bytes)));

        Assert.Equal(taken, answer);
        Assert.Equal(taken ? 1 : 0, context.Intents.Calls.Count);
        if (!taken) cut.WaitForAssertion(() => Assert.Contains("at most 32 KB", cut.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }
}
