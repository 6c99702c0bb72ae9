namespace Continuum.Core.Sites;

/// <summary>Something an expression over labels can ask: a node, a switch, a link, a workload or a service.</summary>
public interface ILabelled
{
    /// <summary>The name by which the site file, the UI and intents call it.</summary>
    string Name { get; }

    /// <summary>
    /// The values under a key, empty when the element does not carry it. Keys are the short ones of the site file
    /// (<c>jurisdiction</c>, <c>tier</c>, <c>name</c>, <c>gpu.model</c>, ...). Most keys have one value; a node with
    /// several GPU models has several under <c>gpu.model</c>.
    /// </summary>
    IReadOnlyList<string> ValuesOf(string key);
}
