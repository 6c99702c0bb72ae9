using Bunit;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Contracts;
using Dashboard.Components.Plans;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Plans;

public sealed class PlanCardTests
{
    [Fact]
    public async Task Approve_approves_the_plan_that_is_shown_by_its_whole_hash()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id)));

        Button(cut, "Approve").Click();

        cut.WaitForAssertion(() => Assert.Equal([$"approve 1 {Records.Hash} op"], context.Intents.Calls));
    }

    [Fact]
    public async Task The_hash_is_shown_short()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id)));

        Assert.Equal("a41f..c9c", cut.Find(".hash").TextContent);
        Assert.Contains(Records.Hash, cut.Find(".hash").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decline_takes_a_reason_and_asks_first()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id)));

        Button(cut, "Decline").Click();
        Assert.Empty(context.Intents.Calls);
        cut.Find(".decline input").Change("too late in the day");
        cut.Find(".decline").Submit();

        cut.WaitForAssertion(() => Assert.Equal(["decline 1 too late in the day op"], context.Intents.Calls));
    }

    [Fact]
    public async Task A_viewer_sees_why_approving_is_not_possible()
    {
        using var context = new ConsoleContext(ConsolePolicies.Viewer);
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id)));

        Assert.True(Button(cut, "Approve").HasAttribute("disabled"));
        Assert.Contains("needs the role operator", cut.Markup, StringComparison.Ordinal);
    }

    public static TheoryData<IntentState, string> Undecidable => new()
    {
        { IntentState.Rejected, "The checks did not pass" },
        { IntentState.Declined, "It was declined" },
        { IntentState.Active, "It is in force" },
        { IntentState.Withdrawn, "It is no longer in force" },
    };

    [Theory]
    [MemberData(nameof(Undecidable))]
    public async Task What_cannot_be_approved_says_why(IntentState state, string reason)
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id) with { State = state }));

        Assert.True(Button(cut, "Approve").HasAttribute("disabled"));
        Assert.Contains(reason, cut.Find(".why").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approved_plan_says_by_whom_and_how_far_it_is()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id) with
        {
            State = IntentState.Enacting,
            Approval = new Approval(Records.Hash, "anna", DateTimeOffset.UtcNow, false),
            Steps = [new EnactmentStep(1, "Prepare new ways", StepState.Done, DateTimeOffset.UtcNow, null), new EnactmentStep(2, "Install the rules", StepState.Running, null, null), new EnactmentStep(3, "Move patient-db", StepState.Pending, null, null)],
        }));

        Assert.Contains("approved by anna", cut.Find(".actions").TextContent, StringComparison.Ordinal);
        Assert.Equal("step 2 of 3: Install the rules", cut.Find(".enacting").TextContent);
        Assert.DoesNotContain(cut.FindAll("button"), b => b.TextContent.Trim() == "Approve");
    }

    [Fact]
    public async Task The_title_leaves_out_the_names_that_a_rule_resolves_to_and_the_whole_stands_below()
    {
        const string words = "Everything with data phi (chart-db, chart-api, triage) runs only on nodes with jurisdiction DE or FR: fra-gpu-1, par-gpu-1.";
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id) with { Words = [words] }));

        Assert.Equal("Everything with data phi runs only on nodes with jurisdiction DE or FR", cut.Find("h3").TextContent);
        Assert.Equal(words, cut.Find(".full li").TextContent);
        Assert.True(cut.Find(".full").HasAttribute("open"));
    }

    [Fact]
    public async Task Pressing_Approve_shows_at_once_that_it_is_under_way()
    {
        using var context = new ConsoleContext();
        var answer = new TaskCompletionSource<IntentRecord>();
        context.Intents.OnApprove = (_, _, _) => answer.Task;
        var intent = await context.AddAsync(id => Records.Awaiting(id));
        var cut = Card(context, intent);

        Button(cut, "Approve").Click();

        Assert.True(Button(cut, "Approving").HasAttribute("disabled"));
        answer.SetResult(intent);
        cut.WaitForAssertion(() => Assert.False(Button(cut, "Approve").HasAttribute("disabled")));
    }

    [Fact]
    public async Task A_stale_plan_is_planned_again()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id) with { State = IntentState.Stale }));

        Assert.DoesNotContain(cut.FindAll("button"), b => b.TextContent.Trim() == "Approve");
        Button(cut, "Plan again").Click();

        cut.WaitForAssertion(() => Assert.Equal(["replan 1 op"], context.Intents.Calls));
    }

    [Fact]
    public async Task A_refused_approval_is_told_in_place()
    {
        using var context = new ConsoleContext();
        context.Intents.Refusal = "The plan is another now; look at it again.";
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id)));

        Button(cut, "Approve").Click();

        cut.WaitForAssertion(() => Assert.Contains("another now", cut.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unmapped_parts_are_marked_in_the_original_sentence()
    {
        using var context = new ConsoleContext();
        const string text = "Patient data stays in Germany and be quick about it";
        var start = text.IndexOf("and be", StringComparison.Ordinal);
        var intent = await context.AddAsync(id => Records.Awaiting(id, text));
        intent = intent with { Understanding = intent.Understanding! with { Unmapped = [new TextSpan(start, text.Length - start)] } };

        var cut = context.Live<PlanCard>(p => p.Add(c => c.Intent, intent).Add(c => c.ShowSentence, true));

        Assert.Equal("and be quick about it", cut.Find("blockquote mark.unmapped").TextContent);
        Assert.Contains("1 part of the text not covered by any rule", cut.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layers_are_shown_before_and_after_with_what_moves_and_what_restarts()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id)));

        var bars = cut.FindAll(".layers").Select(b => b.GetAttribute("aria-label")).ToList();
        Assert.Equal(["triage: layers 0-5 on ber-1, layers 6-11 on iad-1", "triage: layers 0-5 on ber-1, layers 6-11 on muc-1"], bars);
        var move = Assert.Single(cut.FindAll(".moves li")).TextContent;
        Assert.Contains("patient-db", move, StringComparison.Ordinal);
        Assert.Contains("restarts", move, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_counted_against_what_is_installed_and_the_baseline_is_nobodys()
    {
        using var context = new ConsoleContext();
        context.Fabric.Entries.Add(new FlowEntry(new FlowRule { DatapathId = 2, Priority = 1500, Match = new FlowMatch { Source = new IPv4(9) }, Output = 1, Cookie = 3 }, 0, 0));
        context.Fabric.Entries.Add(new FlowEntry(new FlowRule { DatapathId = 1, Priority = FlowPriority.Baseline, Match = new FlowMatch(), Output = 1 }, 0, 0));

        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id)));

        cut.WaitForAssertion(() => Assert.Contains("1 rule added, 1 removed on 2 switches", cut.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_check_comes_first_with_its_way_drawn_and_what_breaks_it_marked()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(Records.RejectedBySwitch));

        var first = cut.FindAll("details.check")[0];
        Assert.True(first.HasAttribute("open"));
        Assert.Equal("Counter-example: iad-1, then s3, then s1, then ber-1", cut.Find(".trail").GetAttribute("aria-label"));
        Assert.Equal(["iad-1 (US)"], cut.FindAll(".step.bad").Select(s => s.TextContent.Trim()));
    }

    [Fact]
    public async Task A_conflict_names_the_rules_and_what_to_relax()
    {
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id) with
        {
            State = IntentState.Rejected,
            Verdict = new Verdict(Outcome.Conflict, []) { Conflict = new ConflictSet(["patient-db stays in US"], [7], ["withdraw intent 7"]) },
        }));

        Assert.Contains("patient-db stays in US", cut.Find(".conflict").TextContent, StringComparison.Ordinal);
        Assert.Contains("withdraw intent 7", cut.Find(".conflict").TextContent, StringComparison.Ordinal);
        Assert.Equal("/intents/7", cut.Find(".conflict a").GetAttribute("href"));
    }

    [Fact]
    public async Task A_change_of_an_active_intent_is_approved_by_the_hash_of_its_own_plan()
    {
        using var context = new ConsoleContext();
        var awaiting = Records.Awaiting(1);
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id) with
        {
            State = IntentState.Active,
            Change = new PendingChange { Kind = ChangeKind.Withdraw, Actor = "op", At = DateTimeOffset.UtcNow, Plan = awaiting.Plan! with { Hash = "ffff0000ffff" }, Verdict = awaiting.Verdict },
        }));

        Assert.Equal("Withdraw intent 1", cut.Find("h3").TextContent);
        Button(cut, "Approve").Click();

        cut.WaitForAssertion(() => Assert.Equal(["approve 1 ffff0000ffff op"], context.Intents.Calls));
    }

    [Fact]
    public async Task Markup_in_words_subjects_and_details_stays_text()
    {
        const string attack = "<script>alert(1)</script>";
        using var context = new ConsoleContext();
        var cut = Card(context, await context.AddAsync(id => Records.Awaiting(id) with
        {
            Words = [attack],
            Note = attack,
            Verdict = new Verdict(Outcome.Fail, [new Check("path-allowed", false, attack, attack) { Trail = [attack] }]),
        }));

        Assert.Empty(cut.FindAll("script"));
        Assert.Equal(attack, cut.Find("h3").TextContent);
    }

    private static IRenderedComponent<PlanCard> Card(ConsoleContext context, IntentRecord intent) => context.Live<PlanCard>(p => p.Add(c => c.Intent, intent));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<PlanCard> cut, string text) => cut.FindAll("button").First(b => b.TextContent.Trim() == text);
}
