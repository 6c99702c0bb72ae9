namespace Continuum.Serving.Compute.Packing;

/// <summary>A vector or packed matrix inside a part.</summary>
/// <param name="Name">Its name inside the part.</param>
/// <param name="IsMatrix">Whether it is a packed matrix; else single-precision numbers.</param>
/// <param name="Rows">Rows; 1 for a vector.</param>
/// <param name="Columns">Columns before padding.</param>
/// <param name="Offset">First byte in the file, a multiple of 64.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="Sources">Checkpoint tensors and the row (of a vector: the element) at which each begins.</param>
internal sealed record PartSection(
    string Name, bool IsMatrix, int Rows, int Columns, long Offset, long Bytes, IReadOnlyList<(string Tensor, int Row)> Sources);
