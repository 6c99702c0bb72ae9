using Continuum.Core.Policies;

namespace Continuum.Core.Intents;

/// <summary>An intent whose rules bind the site.</summary>
/// <param name="Id">Its number, counted from 1.</param>
/// <param name="Text">What was said.</param>
/// <param name="Policy">What it means.</param>
public sealed record ActiveIntent(long Id, string Text, Policy Policy);
