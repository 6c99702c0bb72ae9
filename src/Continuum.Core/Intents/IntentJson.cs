using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Core.Intents;

/// <summary>JSON of everything that is stored or sent: that of policies, addresses as text, outcomes in lower case.</summary>
public static class IntentJson
{
    /// <summary>Camel case, enums by name, nulls left out.</summary>
    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(PolicyJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
        options.Converters.Insert(0, new IPv4Converter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class IPv4Converter : JsonConverter<IPv4>
    {
        public override IPv4 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            IPv4.TryParse(reader.GetString(), out var address)
                ? address
                : throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"'{reader.GetString()}' is not an IPv4 address."));

        public override void Write(Utf8JsonWriter writer, IPv4 value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
