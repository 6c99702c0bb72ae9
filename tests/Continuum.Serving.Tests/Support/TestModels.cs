using Continuum.Serving.Models;
using Continuum.Serving.Models.Lab;

namespace Continuum.Serving.Tests.Support;

/// <summary>Small checkpoints shared by all tests of a run, one of each architecture.</summary>
internal static class TestModels
{
    private static readonly Lazy<TemporaryFolder> Shared = new(() => new TemporaryFolder());

    public static string Root => Shared.Value.Path;

    public static string Llama => LabCheckpoint.Ensure(Root, "tiny-llama", LlamaConfig, 1);

    public static string Qwen2 => LabCheckpoint.Ensure(Root, "tiny-qwen2",
        LlamaConfig with { Architecture = ModelArchitecture.Qwen2, QkvBias = true, TiedEmbeddings = false }, 2);

    public static string Qwen3 => LabCheckpoint.Ensure(Root, "tiny-qwen3",
        LlamaConfig with { Architecture = ModelArchitecture.Qwen3, QkNorm = true, HeadSize = 24 }, 3);

    public static string Llama3 => LabCheckpoint.Ensure(Root, "tiny-llama3",
        LlamaConfig with { RopeTheta = 500_000, RopeScaling = new RopeScaling.Llama3(8, 1, 4, 64), TiedEmbeddings = false }, 4);

    /// <summary>Names, not folders: tests are discovered in one process and run in another.</summary>
    public static IEnumerable<string> Names => ["llama", "qwen2", "qwen3", "llama3"];

    public static string Folder(string name) => name switch { "llama" => Llama, "qwen2" => Qwen2, "qwen3" => Qwen3, _ => Llama3 };

    public static ModelConfig LlamaConfig { get; } = LabShape.Of("lab-llama") with
    {
        LayerCount = 3,
        HiddenSize = 64,
        HeadCount = 4,
        KvHeadCount = 2,
        HeadSize = 16,
        FfnSize = 160,
        ContextLength = 512,
    };
}
