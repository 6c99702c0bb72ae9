using Continuum.Serving.Models.Lab;

namespace Continuum.Serving.Hosting;

/// <summary>Finds a model by folder or built-in name.</summary>
internal static class ModelFolder
{
    /// <summary>The folder; a built-in model is made in the data folder if it is not there.</summary>
    /// <exception cref="HostStartException">There is no such folder.</exception>
    public static string Find(string model, string dataFolder)
    {
        if (LabShape.IsBuiltIn(model)) return LabCheckpoint.Ensure(Path.Combine(dataFolder, "models"), model);
        return Directory.Exists(model) ? model : throw new HostStartException($"'{model}' is neither a folder nor a built-in model; a Hugging Face folder, lab-llama or lab-llama-<N>m was expected.");
    }
}
