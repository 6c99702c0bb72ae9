namespace Continuum.Orchestration.Watch;

/// <summary>What kind of answer a finding asks for.</summary>
internal enum FindingKind
{
    /// <summary>Something differs from the approved desired state; putting it back needs nobody's yes.</summary>
    Foreign,

    /// <summary>The desired state itself no longer does what the rules ask, since the site changed.</summary>
    Site,
}

/// <summary>Something that is not as active intents ask.</summary>
/// <param name="Key">Tells whether two findings are about the same thing.</param>
/// <param name="Subject">The element, by its name on the site.</param>
/// <param name="What">In words.</param>
/// <param name="Intents">Whose rules it touches.</param>
internal sealed record Finding(FindingKind Kind, string Key, string Subject, string What, IReadOnlyList<long> Intents);

/// <summary>Payload of a drift event.</summary>
/// <param name="IntentId">The intent it is about.</param>
/// <param name="Drift">What was found, and what became of it.</param>
public sealed record DriftNotice(long IntentId, Lifecycle.DriftEvent Drift);
