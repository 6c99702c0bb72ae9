using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Components.Tests.Support;

/// <summary>Intents as the pages meet them.</summary>
internal static class Records
{
    public const string Hash = "a41f0c77d2e94b1b9d3c5a6f7e8899aa00bb11cc22dd33ee44ff556677889c9c";

    public static readonly Policy StayInGermany = new([new PlacementRule { Subjects = Selector.ByLabel("data", "phi"), Nodes = LabelExpression.In("jurisdiction", "DE") }]);

    public static IntentRecord Received(long id, string text, string author = "op") => new()
    {
        Id = id,
        Text = text,
        Author = author,
        Turns = [new Turn(Speaker.Operator, text)],
        State = IntentState.Received,
        States = [new StateChange(IntentState.Received, DateTimeOffset.UtcNow, author, null)],
        CreatedAt = DateTimeOffset.UtcNow,
    };

    public static IntentRecord Awaiting(long id, string text = "Patient data stays in Germany") => Received(id, text) with
    {
        State = IntentState.AwaitingApproval,
        Words = ["Everything with data phi stays on nodes with jurisdiction DE"],
        Policy = StayInGermany,
        Understanding = new Understanding { Kind = UnderstandingKind.Policy, Planner = "offline", Policy = StayInGermany },
        Plan = new Plan
        {
            Hash = Hash,
            Kubernetes = [],
            FlowRules = [new FlowRule { DatapathId = 1, Priority = 1500, Match = new FlowMatch { Source = new IPv4(1) }, Output = 1 }],
            Pipelines = [new PipelineLayout("triage", "ber-1", [new Stage("ber-1", new(0, 5)), new Stage("muc-1", new(6, 11))])],
            Moves = [new Move("patient-db", "iad-1", "muc-1", true), new Move("triage layers 6-11", "iad-1", "muc-1", false)],
            Admitted = new Dictionary<string, IReadOnlyList<string>>(),
            Placement = new Dictionary<string, string>(),
        },
        Verdict = new Verdict(Outcome.Pass, [new Check("capacity", true, "muc-1", "2 of 16 cores"), new Check("single-failure", true, "s1<->s2", "nothing leaks")]),
    };

    public static IntentRecord Asking(long id) => Received(id, "Keep it in Germny") with
    {
        State = IntentState.Clarifying,
        Understanding = new Understanding
        {
            Kind = UnderstandingKind.Clarify,
            Planner = "offline",
            Question = new Question("Which workload do you mean?", ["patient-db", "ehr-api"]),
        },
    };

    public static IntentRecord RejectedBySwitch(long id) => Awaiting(id) with
    {
        State = IntentState.Rejected,
        Verdict = new Verdict(Outcome.Fail, [new Check("capacity", true, "muc-1", "fits"), new Check("path", false, "patient-db to ehr-api", "crosses s3") { Trail = ["iad-1", "s3", "s1", "ber-1"] }]),
    };
}
