using Continuum.Core.Plans;

namespace Continuum.Orchestration.Verification;

/// <summary>Gathers findings into one check a name: the first counter-example, or the evidence.</summary>
internal sealed class CheckSet(string subject)
{
    private readonly Dictionary<string, Check?> _found = [];

    public void Note(string name, bool holds, Func<string> counterExample, Func<IReadOnlyList<string>> trail)
    {
        if (!_found.TryGetValue(name, out var known)) _found[name] = null;
        if (!holds && known is null) _found[name] = new Check(name, false, subject, counterExample()) { Trail = trail() };
    }

    /// <summary>A check for every name noted, and for those named here even if nothing was there to note.</summary>
    public IEnumerable<Check> Close(string evidence, params IEnumerable<string> always) =>
        always.Union(_found.Keys).Select(name => _found.GetValueOrDefault(name) ?? new Check(name, true, subject, evidence));
}
