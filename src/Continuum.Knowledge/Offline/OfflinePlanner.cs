using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Dialogue;
using Continuum.Knowledge.Offline.Frames;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;
using Continuum.Knowledge.Planning;
using Continuum.Knowledge.Words;

namespace Continuum.Knowledge.Offline;

/// <summary>
/// Understands intents without a model: a parser for ordinary English over the names and labels of the site. What it
/// cannot account for becomes a question; it never guesses.
/// </summary>
public sealed class OfflinePlanner : IIntentPlanner
{
    private SiteIndex? last;

    /// <inheritdoc/>
    public string Name => "offline";

    /// <inheritdoc/>
    public Task<Understanding> UnderstandAsync(PlanningRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Understand(request));
    }

    /// <summary>Understands at once; reading a text takes milliseconds.</summary>
    public Understanding Understand(PlanningRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var said = request.Turns.Where(t => t.Speaker == Speaker.Operator).Select(t => t.Text).Append(request.Text).ToList();
            if (said.Count > 1) return Merged(Read(Replies.Merge(said, t => Read(t, request)), request), request);
            return Answered(request) ?? FollowUp(request) ?? Read(request.Text, request);
        }
        catch (Puzzle puzzle)
        {
            return Ask(puzzle);
        }
    }

    // The parts that no rule accounts for lie somewhere in the conversation, so all of the last text is marked.
    private static Understanding Merged(Understanding understood, PlanningRequest request) =>
        understood.Unmapped.Count == 0 ? understood : understood with { Unmapped = [new TextSpan(0, request.Text.Length)] };

    // "undo that", "no, only France": only where the conversation is about active intents.
    private Understanding? FollowUp(PlanningRequest request)
    {
        if (!request.AllowFollowUp || Screened(request) is not { } scan) return null;
        var follow = new FollowUps(scan, IndexOf(request.Site), request);
        if (follow.Withdrawal() is { } withdrawn) return new Understanding { Kind = UnderstandingKind.Withdraw, Planner = Name, Target = withdrawn.Id };
        if (follow.Amendment() is not { } amended) return null;
        return new Understanding { Kind = UnderstandingKind.Amend, Planner = Name, Target = amended.Intent.Id, Policy = amended.Policy };
    }

    private Understanding? Answered(PlanningRequest request)
    {
        if (Screened(request) is not { } scan || !Answerer.IsQuestion(scan)) return null;
        var answer = new Answerer(scan, IndexOf(request.Site), request).Answer();
        return new Understanding { Kind = UnderstandingKind.Answer, Planner = Name, Answer = answer };
    }

    private Scan? Screened(PlanningRequest request)
    {
        var normal = NormalizedText.From(request.Text);
        return TextScreen.Objection(normal) is null ? new Scan(normal, IndexOf(request.Site)) : null;
    }

    private Understanding Read(string text, PlanningRequest request)
    {
        var normal = NormalizedText.From(text);
        if (TextScreen.Objection(normal) is { } objection) throw new Puzzle(objection, Examples.For(request.Site));
        if (CanonicalReader.TryRead(text) is { } canonical) return Restated(canonical, request);
        var index = IndexOf(request.Site);
        var scan = new Scan(normal, index);
        var result = new Frames.TextReader(index, scan, request.Now).Read();
        return new Understanding
        {
            Kind = UnderstandingKind.Policy,
            Planner = Name,
            Policy = new Policy([.. result.Rules.Distinct()]),
            Assumptions = [.. scan.Corrected.Select(c => $"'{c.Written}' is read as '{c.Read}'."), .. result.Assumptions],
            Unmapped = result.Unmapped,
        };
    }

    // A policy printed by code and given back; what it names must still be there.
    private Understanding Restated(Policy policy, PlanningRequest request)
    {
        foreach (var selector in policy.Rules.SelectMany(Selectors))
        {
            if (selector.Of(request.Site).Count == 0)
                throw new Puzzle($"Nothing on this site is {SelectorWords.Of(selector)}. Which workloads or services are meant?", [.. request.Site.Subjects.Select(s => s.Name).Take(4)]);
        }

        return new Understanding { Kind = UnderstandingKind.Policy, Planner = Name, Policy = policy };
    }

    private static IEnumerable<Selector> Selectors(Rule rule) => rule switch
    {
        PlacementRule p => [p.Subjects],
        PathRule p => [p.From, p.To],
        IsolationRule i => [i.A, i.B],
        ServiceRule s => [s.Services],
        _ => [],
    };

    private Understanding Ask(Puzzle puzzle) => new()
    {
        Kind = UnderstandingKind.Clarify,
        Planner = Name,
        Question = new Question(puzzle.Message, puzzle.Choices),
    };

    private SiteIndex IndexOf(Site site)
    {
        var index = last;
        if (index is null || !ReferenceEquals(index.Site, site)) last = index = new SiteIndex(site);
        return index;
    }
}
