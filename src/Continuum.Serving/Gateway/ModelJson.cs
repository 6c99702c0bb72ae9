using System.Text.Json;

namespace Continuum.Serving.Gateway;

/// <summary>Describes the model as OpenAI does, with vLLM's <c>max_model_len</c>.</summary>
internal static class ModelJson
{
    public static void List(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        One(json, model);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void One(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("object", "model");
        json.WriteNumber("created", model.Created.ToUnixTimeSeconds());
        json.WriteString("owned_by", "continuum");
        json.WriteNumber("max_model_len", model.ContextLength);
        json.WriteEndObject();
    }
}
