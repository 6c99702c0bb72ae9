using System.Runtime.InteropServices;
using System.Text;
using Continuum.Serving.Models;

namespace Continuum.LlamaCpp;

/// <summary>Writes a checkpoint as GGUF version 3 (ggml's docs/gguf.md) without a vocabulary, so that llama.cpp computes from the same weights.</summary>
public static class GgufWriter
{
    private const int Alignment = 32;

    public static void Write(Checkpoint checkpoint, string path, GgufType matrices)
    {
        var tensors = GgufTensors.Of(checkpoint, matrices).ToArray();
        var metadata = Metadata(checkpoint.Config).ToArray();
        using var file = new BinaryWriter(File.Create(path));
        file.Write("GGUF"u8);
        file.Write(3u);
        file.Write((ulong)tensors.Length);
        file.Write((ulong)metadata.Length);
        foreach (var (key, value) in metadata) WriteValue(file, key, value);
        ulong offset = 0;
        foreach (var tensor in tensors)
        {
            WriteString(file, tensor.Name);
            file.Write((uint)tensor.Shape.Length);
            // Innermost extent first.
            foreach (var extent in tensor.Shape.Reverse()) file.Write((ulong)extent);
            file.Write((uint)tensor.Type);
            file.Write(offset);
            offset += (ulong)Aligned(tensor.Bytes);
        }
        Pad(file);
        foreach (var tensor in tensors)
        {
            for (var row = 0; row < tensor.Rows; row++) WriteRow(file, tensor.Read(row), tensor.Type);
            Pad(file);
        }
    }

    private static IEnumerable<(string, object)> Metadata(ModelConfig config)
    {
        var name = config.Architecture switch { ModelArchitecture.Qwen2 => "qwen2", ModelArchitecture.Qwen3 => "qwen3", _ => "llama" };
        yield return ("general.architecture", name);
        yield return ("general.alignment", (uint)Alignment);
        yield return ($"{name}.context_length", (uint)config.ContextLength);
        yield return ($"{name}.embedding_length", (uint)config.HiddenSize);
        yield return ($"{name}.block_count", (uint)config.LayerCount);
        yield return ($"{name}.feed_forward_length", (uint)config.FfnSize);
        yield return ($"{name}.attention.head_count", (uint)config.HeadCount);
        yield return ($"{name}.attention.head_count_kv", (uint)config.KvHeadCount);
        yield return ($"{name}.attention.key_length", (uint)config.HeadSize);
        yield return ($"{name}.attention.value_length", (uint)config.HeadSize);
        yield return ($"{name}.attention.layer_norm_rms_epsilon", config.NormEpsilon);
        yield return ($"{name}.rope.dimension_count", (uint)config.HeadSize);
        yield return ($"{name}.rope.freq_base", (float)config.RopeTheta);
        yield return ($"{name}.vocab_size", (uint)config.VocabularySize);
        yield return ("tokenizer.ggml.model", "none");
    }

    private static void WriteValue(BinaryWriter file, string key, object value)
    {
        WriteString(file, key);
        switch (value)
        {
            case uint number:
                file.Write(4u);
                file.Write(number);
                break;
            case float number:
                file.Write(6u);
                file.Write(number);
                break;
            default:
                file.Write(8u);
                WriteString(file, (string)value);
                break;
        }
    }

    private static void WriteString(BinaryWriter file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        file.Write((ulong)bytes.Length);
        file.Write(bytes);
    }

    private static void WriteRow(BinaryWriter file, float[] row, GgufType type)
    {
        switch (type)
        {
            case GgufType.F32:
                file.Write(MemoryMarshal.AsBytes<float>(row));
                break;
            case GgufType.BF16:
                file.Write(MemoryMarshal.AsBytes<ushort>(row.Select(SafetensorsWriter.ToBFloat16).ToArray()));
                break;
            default:
                foreach (var block in row.Chunk(32))
                {
                    var scale = block.Max(MathF.Abs) / 127;
                    file.Write(BitConverter.HalfToUInt16Bits((Half)scale));
                    foreach (var value in block) file.Write((sbyte)MathF.Round(scale == 0 ? 0 : value / scale));
                }
                break;
        }
    }

    private static long Aligned(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Pad(BinaryWriter file)
    {
        file.Flush();
        while (file.BaseStream.Position % Alignment != 0)
        {
            file.Write((byte)0);
            file.Flush();
        }
    }
}
