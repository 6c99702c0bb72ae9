using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Continuum.Serving.Admission;
using Continuum.Serving.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway.Responses;

/// <summary>Answers with a request's tokens: as a stream while they come, or as a whole.</summary>
internal static class AnswerWriter
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Streams the tokens from an index on, and the end.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="request">The request.</param>
    /// <param name="from">Index of the first token wanted; 0 is all.</param>
    /// <param name="writeTimeout">How long a client may leave a chunk unread.</param>
    public static async Task StreamAsync(HttpContext context, ServedRequest request, int from, TimeSpan writeTimeout)
    {
        using var reader = request.Attach();
        var shape = new CompletionJson(request.Admitted);
        using var events = new EventWriter(context, writeTimeout);
        var first = from == 0;
        while (true)
        {
            var (count, text, end) = await request.ReadAsync(from, context.RequestAborted);
            if (text.Length > 0 || (first && count > 0))
            {
                events.Write(count - 1, json => shape.Chunk(json, text, first, null));
                first = false;
            }
            from = Math.Max(from, count);
            if (end is not null)
            {
                await EndAsync(request, events, shape, end, first);
                return;
            }
            await events.FlushAsync();
        }
    }

    /// <summary>Waits for the end and answers at once.</summary>
    public static async Task WholeAsync(HttpContext context, ServedRequest request)
    {
        using var reader = request.Attach();
        var text = new StringBuilder();
        var from = 0;
        while (true)
        {
            var (count, more, end) = await request.ReadAsync(from, context.RequestAborted);
            text.Append(more);
            from = count;
            if (end is null) continue;
            if (!end.IsComplete) throw Failure(request, end);
            context.Response.ContentType = "application/json";
            await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Relaxed);
            new CompletionJson(request.Admitted).Whole(json, text.ToString(), count, end.Reason);
            return;
        }
    }

    private static async Task EndAsync(ServedRequest request, EventWriter events, CompletionJson shape, RequestEnd end, bool first)
    {
        if (end.IsComplete)
        {
            events.Write(null, json => shape.Chunk(json, "", first, end.Reason));
            if (request.Admitted.IncludeUsage) events.Write(null, json => shape.UsageChunk(json, request.TokenCount));
            events.Done();
            await events.FlushAsync();
            return;
        }
        events.Write(null, json => ErrorJson.Write(json, Failure(request, end)));
        await events.FlushAsync();
        throw new BrokenStreamException($"The stream of request {request.Admitted.Id} ended without an answer: {end.Error}");
    }

    private static ApiException Failure(ServedRequest request, RequestEnd end)
    {
        var id = request.Admitted.Id;
        var message = end.Error ?? "The request failed.";
        return end.Code switch
        {
            "data_class_refused" => new ApiException(StatusCodes.Status403Forbidden, "permission_error", message, end.Code),
            "cancelled" => new ApiException(StatusCodes.Status409Conflict, "invalid_request_error", message, end.Code),
            "head_stopping" => ApiException.Unavailable($"{message} GET /v1/requests/{id}/events?after=INDEX", end.Code, TimeSpan.FromSeconds(1)),
            "data_class_held" => ApiException.Unavailable(message, end.Code, TimeSpan.FromSeconds(5)),
            _ => new ApiException(StatusCodes.Status500InternalServerError, "server_error", message, end.Code),
        };
    }
}
