using Continuum.Core.Pipelines;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Lab.Serving;

/// <summary>Dimensions of the models that services name, as far as they are known.</summary>
internal sealed class LabModels(IModelCatalog? catalog)
{
    private static readonly ModelDimensions LabLlama = new("lab-llama", 12, 256, 8, 4, 32, 768, 8192, true, 2);

    /// <summary>The dimensions; of a model that nobody knows, those of lab-llama with the layers that its stages hold.</summary>
    public ModelDimensions Of(Service service) =>
        catalog?.Find(service.Model) ?? LabLlama with { Name = service.Model, Layers = service.Stages.Count == 0 ? 0 : service.Stages[^1].Layers.Last + 1 };
}
