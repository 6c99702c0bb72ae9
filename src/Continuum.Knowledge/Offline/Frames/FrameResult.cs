using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>The rules that a text was read as.</summary>
internal sealed class FrameResult
{
    public List<Rule> Rules { get; } = [];

    public List<string> Assumptions { get; } = [];

    public List<TextSpan> Unmapped { get; } = [];

    public void Assume(string text)
    {
        if (!Assumptions.Contains(text)) Assumptions.Add(text);
    }
}
