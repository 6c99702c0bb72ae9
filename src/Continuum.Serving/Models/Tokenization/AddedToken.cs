namespace Continuum.Serving.Models.Tokenization;

/// <summary>A token that stands beside the merges of a tokenizer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="Special">Whether it steers the model and is left out of decoded text.</param>
public sealed record AddedToken(int Id, string Content, bool Special);
