using System.Globalization;
using Continuum.Core.Policies;
using Continuum.Knowledge.Model.Drafts;
using Continuum.Knowledge.Model.Wire;
using Continuum.Knowledge.Offline;
using Continuum.Knowledge.Offline.Text;
using Continuum.Knowledge.Planning;
using Continuum.Knowledge.Words;

namespace Continuum.Knowledge.Model;

/// <summary>
/// Understands intents with a model, which proposes and nothing else. The offline planner reads every text too: a policy
/// goes on only when both mean the same, and otherwise the operator is asked, in sentences that code printed.
/// </summary>
public sealed class ModelPlanner : IIntentPlanner, IDisposable
{
    private readonly OfflinePlanner offline = new();
    private readonly PlannerSettings settings;
    private readonly List<ModelTalk> talks;

    /// <summary>A planner over the endpoints of the settings.</summary>
    public ModelPlanner(PlannerSettings settings, TimeProvider? time = null)
        : this(settings, time ?? TimeProvider.System, null)
    {
    }

    internal ModelPlanner(PlannerSettings settings, TimeProvider time, HttpMessageHandler? inner)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        talks = [.. settings.Endpoints.Select(e => new ModelTalk(e, settings, time, inner))];
    }

    /// <inheritdoc/>
    public string Name => settings.Endpoints.Count > 0 ? settings.Endpoints[0].Model : offline.Name;

    /// <inheritdoc/>
    public void Dispose() => talks.ForEach(t => t.Dispose());

    /// <inheritdoc/>
    public async Task<Understanding> UnderstandAsync(PlanningRequest request, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // A sentence that code printed, chosen as a reply, stands for itself.
        var exact = CanonicalReader.TryRead(request.Text) is not null;
        var plain = offline.Understand(exact ? request with { Turns = [], OpenQuestion = null } : request);
        // Answers, follow-ups and exact sentences need no model; texts that must not be read are not sent.
        if (plain.Kind is not (UnderstandingKind.Policy or UnderstandingKind.Clarify) || exact || TextScreen.Objection(NormalizedText.From(request.Text)) is not null) return plain;
        var meter = new WireMeter { Progress = progress };
        List<string> failures = [];
        foreach (var talk in talks)
        {
            if (!settings.SendNames && !Address.IsPrivate(talk.Endpoint.Address))
            {
                failures.Add($"{talk.Endpoint.Model} was not asked: its address is public, and names of the site would leave (Planner:SendNames)");
                continue;
            }

            progress?.Report($"Asking {talk.Endpoint.Model}.");
            try
            {
                var draft = await talk.AskAsync(request, meter, cancellationToken).ConfigureAwait(false);
                return Judge(draft, plain, talk.Endpoint.Model, failures) with { Tokens = new TokenUse(meter.Input, meter.Output) };
            }
            catch (WireFault fault)
            {
                failures.Add($"{talk.Endpoint.Model} gave no answer: {fault.Message}");
                progress?.Report(failures[^1]);
            }
        }

        var read = $"{string.Join("; ", failures)}; the offline planner read this text";
        var told = plain.Question is { } question ? plain with { Question = question with { Text = $"{question.Text} ({read}.)" } } : plain with { Assumptions = [.. plain.Assumptions, read + "."] };
        return told with { Tokens = new TokenUse(meter.Input, meter.Output) };
    }

    private static Understanding Judge(Draft draft, Understanding plain, string model, List<string> failures)
    {
        if (draft.Policy is { } policy && plain.Policy is { } known && Same(policy, known))
            return plain with { Planner = model, Assumptions = [.. plain.Assumptions, .. draft.Assumptions, .. failures.Select(f => f + ".")] };
        List<string> choices = [];
        if (plain.Policy is { } read) choices.Add(PolicyWords.Canonical(read));
        string text;
        if (draft.Policy is { } other)
        {
            choices.Add(PolicyWords.Canonical(other));
            text = plain.Question is { } asked
                ? $"Only {model} made a rule of this text, and nothing confirms it. Is this meant: {choices[^1]} The offline planner asks: {asked.Text}"
                : $"{model} and the offline planner read this differently. Which is meant? The offline planner reads: {choices[0]} {model} reads: {choices[1]}";
        }
        else
        {
            text = string.Create(CultureInfo.InvariantCulture, $"{model} asks: {draft.Question}");
            choices.AddRange(draft.Choices);
        }

        if (failures.Count > 0) text += $" ({string.Join("; ", failures)}.)";
        return new Understanding { Kind = UnderstandingKind.Clarify, Planner = model, Question = new Question(text, [.. choices.Distinct()]) };
    }

    // The same rules in any order: what differs in writing alone costs a question, never a wider rule.
    private static bool Same(Policy a, Policy b) => a.Rules.Count == b.Rules.Count && a.Rules.All(b.Rules.Contains) && b.Rules.All(a.Rules.Contains);
}
