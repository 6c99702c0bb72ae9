using Continuum.Orchestration.Evaluation.Judging;

namespace Continuum.Orchestration.Evaluation;

/// <summary>What came of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Outcome">Outcome of the verdict, or "error".</param>
/// <param name="Judgement">Whether it is right.</param>
/// <param name="Seconds">From text to verdict; what was given is not counted.</param>
/// <param name="Tokens">Tokens in and out.</param>
/// <param name="Checks">Checks of the verdict.</param>
public sealed record RowResult(CorpusRow Row, string Outcome, Judgement Judgement, double Seconds, int Tokens, int Checks);
