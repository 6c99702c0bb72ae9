using Continuum.Core.Plans;

namespace Continuum.Orchestration;

/// <summary>What came of planning.</summary>
/// <param name="Plan">The site's desired state; null when no state satisfies the rules.</param>
/// <param name="Verdict">Whether it may be enacted, and why.</param>
/// <param name="At">
/// The moment that the plan shows: now, or the start of the earliest validity window of the proposed policy when that
/// lies ahead. A plan for later is to be made anew when its moment has come.
/// </param>
/// <param name="CompileMs">Time taken by the compiler, ms.</param>
/// <param name="VerifyMs">Time taken by the verifier, ms.</param>
public sealed record PlannedIntent(Plan? Plan, Verdict Verdict, DateTimeOffset At, double CompileMs, double VerifyMs);
