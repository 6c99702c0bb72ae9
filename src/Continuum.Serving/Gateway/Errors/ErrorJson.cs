using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway.Errors;

/// <summary>Writes <c>{"error":{"message":"…","type":"…","param":null,"code":null}}</c>, the shape that clients of OpenAI read.</summary>
internal static class ErrorJson
{
    public static async Task WriteAsync(HttpContext context, ApiException error)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        if (error.RetryAfter is { } delay) response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        await response.Body.WriteAsync(Bytes(error), context.RequestAborted);
    }

    public static byte[] Bytes(ApiException error)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) Write(json, error);
        return stream.ToArray();
    }

    public static void Write(Utf8JsonWriter json, ApiException error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", error.Type);
        json.WriteString("param", error.Param);
        json.WriteString("code", error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
