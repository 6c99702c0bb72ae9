using System.Text.Json;
using System.Text.Unicode;
using Continuum.Serving.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway.Requests;

/// <summary>Reads a request's body: bounded, valid UTF-8, one JSON object.</summary>
internal static class RequestBody
{
    public static async Task<(JsonDocument Document, byte[] Bytes)> ReadAsync(HttpContext context, int mostBytes)
    {
        var bytes = await BytesAsync(context, mostBytes);
        if (!Utf8.IsValid(bytes)) throw ApiException.Invalid("The body is not valid UTF-8; JSON in UTF-8 was expected.", null, "invalid_utf8");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException error)
        {
            throw ApiException.Invalid($"The body is not valid JSON: {error.Message}", null, "invalid_json");
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return (document, bytes);
        document.Dispose();
        throw ApiException.Invalid("The body is not a JSON object.", null, "invalid_json");
    }

    private static async Task<byte[]> BytesAsync(HttpContext context, int most)
    {
        if (context.Request.ContentLength > most) throw TooLarge(most);
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
            {
                if (all.Length + count > most) throw TooLarge(most);
                all.Write(buffer, 0, count);
            }
        }
        catch (BadHttpRequestException error)
        {
            throw error.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(most) : ApiException.Invalid($"The body could not be read: {error.Message}");
        }
        return all.ToArray();
    }

    private static ApiException TooLarge(int most) => new(
        StatusCodes.Status413PayloadTooLarge, "invalid_request_error", $"The body is larger than {most} bytes, which is the most this gateway takes. Shorten the prompt.", "body_too_large");
}
