namespace Continuum.Infrastructure.Storage;

/// <summary>The data folder or a file in it cannot be used; the message names it and says what to do.</summary>
public sealed class StorageException(string message, Exception? inner = null) : Exception(message, inner);
