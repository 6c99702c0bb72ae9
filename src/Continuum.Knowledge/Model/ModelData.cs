namespace Continuum.Knowledge.Model;

/// <summary>Texts that travel with the assembly.</summary>
internal static class ModelData
{
    public static string Read(string name)
    {
        using var stream = typeof(ModelData).Assembly.GetManifestResourceStream("Continuum.Knowledge.Model.Data." + name)
            ?? throw new InvalidOperationException($"the assembly lacks its file {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
