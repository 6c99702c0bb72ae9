using Continuum.Core.Plans;

namespace Continuum.Orchestration.Compilation;

/// <summary>Ends a compilation that cannot succeed. Never leaves the compiler.</summary>
internal class CompileFaultException(Check check) : Exception(check.Detail)
{
    public Check Check { get; } = check;

    public static CompileFaultException Of(string name, string subject, string detail, IReadOnlyList<string>? trail = null) =>
        new(new Check(name, false, subject, detail) { Trail = trail ?? [] });
}

/// <summary>A workload has to leave the only node it may stand on, because it may not share it with another.</summary>
internal sealed class PartingNeededException(string workload, Check check) : CompileFaultException(check)
{
    public string Workload { get; } = workload;
}

/// <summary>Workloads share a node and may not; moving one of those named may settle it.</summary>
internal sealed class TogetherException(IReadOnlyList<string> workloads, Check check) : CompileFaultException(check)
{
    public IReadOnlyList<string> Workloads { get; } = workloads;
}
