using Continuum.Core.Intents;
using Continuum.Knowledge.Offline;
using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Tests.Offline;

public class DialogueTests
{
    private static readonly OfflinePlanner Planner = new();

    [Theory]
    [InlineData("patient-bd must stay in Germany", "patient-db", "patient-db on jurisdiction=DE")]
    [InlineData("Keep patient-db", "in Germany", "patient-db on jurisdiction=DE")]
    [InlineData("Keep it in Germany", "billing", "billing on jurisdiction=DE")]
    [InlineData("Keep the data safe. billing must stay in France", "patient-db must stay in Germany", "patient-db on jurisdiction=DE\nbilling on jurisdiction=FR")]
    [InlineData("The first token must come within 300 ms", "triage", "service triage on any Ttft 300 p95")]
    public void A_reply_completes_the_same_intent(string text, string reply, string meaning)
    {
        var question = Sites.Ask(text).Question;
        Assert.NotNull(question);
        var understood = Planner.Understand(new PlanningRequest
        {
            Text = reply,
            Site = Sites.Hospital,
            Now = Sites.Now,
            Turns = [new Turn(Speaker.Operator, text), new Turn(Speaker.Continuum, question!.Text)],
            OpenQuestion = question,
        });
        Assert.Equal(meaning, Shorthand.Of(understood));
    }

    [Fact]
    public void The_choices_of_a_question_are_replies_that_answer_it()
    {
        var question = Sites.Ask("patient-bd must stay in Germany").Question!;
        Assert.Contains("patient-db", question.Choices);
    }

    [Theory]
    [InlineData("undo that", 2L)]
    [InlineData("withdraw intent 1", 1L)]
    [InlineData("Please take that back.", 2L)]
    public void An_active_intent_can_be_taken_back(string text, long target)
    {
        var understood = Follow(text);
        Assert.Equal(UnderstandingKind.Withdraw, understood.Kind);
        Assert.Equal(target, understood.Target);
    }

    [Theory]
    [InlineData("no, only France", "web on jurisdiction=FR")]
    [InlineData("also for billing", "web+billing on jurisdiction=DE")]
    [InlineData("until Friday", "web on jurisdiction=DE [ 2026-11-28T00:00]")]
    [InlineData("except billing", "web\\billing on jurisdiction=DE")]
    public void A_fragment_amends_the_latest_intent(string text, string meaning)
    {
        var understood = Follow(text);
        Assert.Equal(UnderstandingKind.Amend, understood.Kind);
        Assert.Equal(2L, understood.Target);
        Assert.Equal(meaning, Shorthand.Of(understood));
    }

    [Theory]
    [InlineData("undo that")]
    [InlineData("no, only France")]
    [InlineData("withdraw intent 1")]
    [InlineData("also for billing")]
    [InlineData("until Friday")]
    public void On_the_command_line_a_follow_up_is_asked_back(string text) =>
        Assert.Equal(UnderstandingKind.Clarify, Sites.Ask(text).Kind);

    [Fact]
    public void Taking_back_an_intent_that_is_not_there_is_asked_back() =>
        Assert.Equal(UnderstandingKind.Clarify, Follow("withdraw intent 7").Kind);

    [Theory]
    [InlineData("What runs on fra-gpu-1?", "patient-db", "/nodes/fra-gpu-1")]
    [InlineData("Where does triage run?", "fra-gpu-1, par-gpu-1", "/services/triage")]
    [InlineData("Which path does traffic from patient-db to billing take?", "s1 - s3", "/network?from=patient-db&to=billing")]
    [InlineData("What binds patient-db?", "intent 1", "/intents/1")]
    [InlineData("Who can see patient data?", "ehr-api", "/nodes/ber-edge-1")]
    [InlineData("Which nodes are in Germany?", "ber-edge-1", "/nodes/fra-gpu-1")]
    [InlineData("How are you?", "Questions, for example", null)]
    public void Questions_are_answered_with_links(string text, string part, string? href)
    {
        var answer = Follow(text).Answer;
        Assert.NotNull(answer);
        Assert.Contains(part, answer!.Text, StringComparison.Ordinal);
        if (href is not null) Assert.Contains(answer.Links, l => l.Href == href);
        Assert.All(answer.Links, l => Assert.StartsWith("/", l.Href, StringComparison.Ordinal));
    }

    private static Understanding Follow(string text) => Planner.Understand(new PlanningRequest
    {
        Text = text,
        Site = Sites.Hospital,
        Now = Sites.Now,
        AllowFollowUp = true,
        Active = [Active(1, "patient-db must stay in Germany"), Active(2, "web must run in Germany")],
    });

    private static ActiveIntent Active(long id, string text) => new(id, text, Sites.Ask(text).Policy!);
}
