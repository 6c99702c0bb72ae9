using System.Collections.Concurrent;
using Continuum.Core.Pipelines;
using Continuum.Serving.Models;
using Continuum.Serving.Models.Lab;

namespace Continuum.Serving.Pipelines;

/// <summary>Dimensions of built-in models by their name, and of Hugging Face folders by their <c>config.json</c>.</summary>
/// <param name="baseFolder">What relative folders are relative to; null is the current folder.</param>
public sealed class ModelCatalog(string? baseFolder = null) : IModelCatalog
{
    private const int Bf16Bytes = 2;

    private readonly ConcurrentDictionary<string, ModelDimensions?> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ModelDimensions? Find(string model) => _known.GetOrAdd(model, Read);

    private ModelDimensions? Read(string model)
    {
        try
        {
            if (LabShape.IsBuiltIn(model)) return Of(model, LabShape.Of(model));
            var folder = Path.GetFullPath(model, baseFolder ?? Directory.GetCurrentDirectory());
            return Directory.Exists(folder) ? Of(model, ModelConfigReader.Read(folder)) : null;
        }
        catch (Exception e) when (e is ArgumentException or ModelFormatException or IOException or UnauthorizedAccessException)
        {
            // The name of a model is data of the site: one that cannot be read is an unknown model, and plans say so.
            return null;
        }
    }

    private static ModelDimensions Of(string name, ModelConfig config) => new(
        name, config.LayerCount, config.HiddenSize, config.HeadCount, config.KvHeadCount, config.HeadSize, config.FfnSize,
        config.VocabularySize, config.TiedEmbeddings, Bf16Bytes);
}
