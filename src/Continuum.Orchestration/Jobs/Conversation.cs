using Continuum.Core.Intents;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;

namespace Continuum.Orchestration.Jobs;

/// <summary>What the planner is asked: the newest thing the operator said, with all that was said before.</summary>
internal static class Conversation
{
    public static PlanningRequest Request(IntentRecord record, IntentLedger ledger, ISiteFeed site)
    {
        var last = record.Turns.Count - 1;
        while (last > 0 && record.Turns[last].Speaker != Speaker.Operator) last--;
        return new PlanningRequest
        {
            Text = last >= 0 ? record.Turns[last].Text : record.Text,
            Site = site.Current.Site,
            Active = ActiveIntents.Of(ledger.All()),
            Turns = last > 0 ? [.. record.Turns.Take(last)] : [],
            OpenQuestion = last > 0 && record.Understanding?.Kind == UnderstandingKind.Clarify ? record.Understanding.Question : null,
            AllowFollowUp = true,
            Now = ledger.Now,
        };
    }
}
