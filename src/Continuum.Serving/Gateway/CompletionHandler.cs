using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Continuum.Serving.Admission;
using Continuum.Serving.Gateway.Errors;
using Continuum.Serving.Gateway.Requests;
using Continuum.Serving.Gateway.Responses;
using Continuum.Serving.Scheduling;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway;

/// <summary>Answers completions: reads, admits, and writes what comes.</summary>
internal sealed class CompletionHandler(ServedModel model, RequestLedger ledger, OpenRequests open, ClassAdmission classes, GatewayOptions options, TimeProvider clock)
{
    private const string ResumeWindowHeader = "X-Resume-Window";

    public async Task HandleAsync(HttpContext context, RequestKind kind)
    {
        var acceptedAt = Stopwatch.GetTimestamp();
        var key = options.Keys.Identify(context);
        using var place = open.Enter();
        var id = RequestIds.Of(context);
        context.Response.Headers[RequestIds.Header] = id;
        // Before the body is read: what the pipeline may not hold does not even come in.
        await classes.EnterAsync(key.DataClass, context.RequestAborted);
        var (document, bytes) = await RequestBody.ReadAsync(context, options.MaxBodyBytes);
        AdmittedRequest admitted;
        using (document)
        {
            admitted = Read(new JsonFields(document.RootElement), kind, id) with
            {
                Tenant = key.Tenant,
                DataClass = key.DataClass,
                Created = clock.GetUtcNow().ToUnixTimeSeconds(),
                BodyHash = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            };
        }
        var request = await AdmitAsync(context, admitted, acceptedAt);
        await (admitted.Stream ? AnswerWriter.StreamAsync(context, request, 0, options.WriteTimeout) : AnswerWriter.WholeAsync(context, request));
    }

    private AdmittedRequest Read(JsonFields body, RequestKind kind, string id)
    {
        var name = body.Text("model") ?? throw ApiException.Invalid($"'model' is missing; '{model.Name}' was expected.", "model", "missing_required_parameter");
        if (name != model.Name) throw ApiException.NotFound($"The model '{name}' is not served here; '{model.Name}' is. GET /v1/models lists it.", "model_not_found", "model");
        return kind == RequestKind.Chat ? ChatRequestReader.Read(body, model, options.DefaultMaxTokens, id) : TextRequestReader.Read(body, model, id);
    }

    private async Task<ServedRequest> AdmitAsync(HttpContext context, AdmittedRequest admitted, long acceptedAt)
    {
        if (ledger.Find(admitted.Tenant, admitted.Id) is { } existing) return Same(existing, admitted);
        try
        {
            return await ledger.AdmitAsync(admitted, acceptedAt, ResumeWindow(context));
        }
        catch (QueueFullException full)
        {
            throw ApiException.Full(full.Message, full.RetryAfter);
        }
        catch (JournalFullException full)
        {
            throw ApiException.Unavailable(full.Message, "admission_unavailable", TimeSpan.FromSeconds(5));
        }
        catch (ArgumentException error)
        {
            throw ApiException.Invalid(error.Message);
        }
        catch (ObjectDisposedException)
        {
            throw ApiException.Unavailable("The head is stopping. Try again.", "head_stopping", TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A client that sends a request again after a broken connection joins what is there already.</summary>
    private static ServedRequest Same(ServedRequest existing, AdmittedRequest again) => existing.Admitted.BodyHash == again.BodyHash && existing.Admitted.Kind == again.Kind ? existing
        : throw new ApiException(StatusCodes.Status409Conflict, "invalid_request_error", $"A request with {RequestIds.Header} '{again.Id}' exists with another body. Choose another id.", "request_id_in_use", RequestIds.Header);

    private TimeSpan ResumeWindow(HttpContext context)
    {
        var given = context.Request.Headers[ResumeWindowHeader].ToString();
        if (given.Length == 0) return TimeSpan.Zero;
        return int.TryParse(given, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, options.MaxResumeWindow.TotalSeconds))
            : throw ApiException.Invalid($"{ResumeWindowHeader} is '{given}'; a whole number of seconds was expected.", ResumeWindowHeader, "invalid_value");
    }
}
