using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Continuum.Serving.Gateway;
using Continuum.Serving.Gateway.Keys;
using Continuum.Serving.Permits;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>Keys, data classes, and what happens to them when the rules change.</summary>
public class DataClassTests
{
    private static readonly GatewayOptions Keyed = new()
    {
        Keys = new TenantKeys([new("clinic", TenantKeys.Hash("clinic-key"), "phi"), new("lab", TenantKeys.Hash("lab-key"))]),
        HoldTimeout = TimeSpan.FromSeconds(50),
        MaxHeldRequests = 1,
    };

    [Theory]
    [InlineData(null, "missing_api_key")]
    [InlineData("other", "invalid_api_key")]
    public async Task Without_a_known_key_nothing_is_read(string? key, string code)
    {
        await using var rig = await GatewayRig.StartAsync(Keyed);
        using var answer = await SendAsync(rig, key);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_refused_class_is_answered_403_and_others_are_served()
    {
        await using var rig = await GatewayRig.StartAsync(Keyed);
        Set(rig, ClassPermit.Refused);
        using var refused = await SendAsync(rig, "clinic-key");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var body = await refused.Content.ReadAsStringAsync();
        Assert.Contains("data_class_refused", body);
        Assert.Contains("A stage stands in the US.", body);
        Assert.Contains("\"type\":\"permission_error\"", body);
        using var other = await SendAsync(rig, "lab-key");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_held_class_waits_within_bounds_and_goes_on_when_it_may()
    {
        await using var rig = await GatewayRig.StartAsync(Keyed);
        Set(rig, ClassPermit.Held);
        var waiting = SendAsync(rig, "clinic-key");
        await rig.UntilAsync(_ => rig.Held == 1);
        using var tooMany = await SendAsync(rig, "clinic-key");
        Assert.Equal(HttpStatusCode.TooManyRequests, tooMany.StatusCode);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, (await rig.Engine.StatusAsync()).Running);
        Set(rig, ClassPermit.Allowed);
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
    }

    [Fact]
    public async Task A_hold_that_lasts_too_long_is_answered_503()
    {
        await using var rig = await GatewayRig.StartAsync(Keyed with { HoldTimeout = TimeSpan.FromMilliseconds(100) });
        Set(rig, ClassPermit.Held);
        using var late = await SendAsync(rig, "clinic-key");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.NotNull(late.Headers.RetryAfter);
        Assert.Contains("data_class_held", await late.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_hold_in_mid_answer_frees_the_blocks_and_the_answer_goes_on_with_the_same_words()
    {
        await using var rig = await GatewayRig.StartAsync(Keyed);
        const int Tokens = 400;
        var expected = await (await SendAsync(rig, "clinic-key", Tokens, stream: true)).Content.ReadAsStringAsync();
        rig.Pipeline.PauseAfter(50);
        using var answer = await SendAsync(rig, "clinic-key", Tokens, stream: true, HttpCompletionOption.ResponseHeadersRead);
        await rig.UntilAsync(_ => rig.Pipeline.IsPaused);
        Set(rig, ClassPermit.Held);
        rig.Pipeline.Go();
        // Nothing of the class is held while it must not be.
        await rig.IdleAsync();
        Set(rig, ClassPermit.Allowed);
        Assert.Equal(SseText.Of(expected), SseText.Of(await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_class_refused_in_mid_answer_ends_it_with_an_error_and_not_as_if_complete()
    {
        await using var rig = await GatewayRig.StartAsync(Keyed);
        await rig.Engine.HoldAsync();
        var answer = SendAsync(rig, "clinic-key", 100);
        await rig.UntilAsync(now => now.Waiting == 1);
        Set(rig, ClassPermit.Refused);
        Assert.Equal(HttpStatusCode.Forbidden, (await answer).StatusCode);
        await rig.Engine.ResumeAsync(0);
    }

    [Fact]
    public void A_key_file_is_read_strictly()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("keys.json");
        TenantKeys Read(string text)
        {
            File.WriteAllText(path, text);
            return TenantKeys.Read(path);
        }

        Assert.False(Read($$"""[{"tenant":"clinic","keyHash":"{{TenantKeys.Hash("k")}}","dataClass":"phi"}]""").IsOpen);
        foreach (var bad in new[] { "", "[]", "null", "{}", """[{"tenant":"a"}]""", """[{"tenant":"a","keyHash":"short"}]""", $$"""[{"tenant":"a","keyHash":"{{TenantKeys.Hash("k")}}","class":"phi"}]""" })
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => Read(bad)).Message);
    }

    [Fact]
    public async Task Under_a_control_plane_classified_requests_wait_for_the_first_rules()
    {
        var permits = ClassPermits.AwaitingRules();
        Assert.Equal(ClassPermit.Held, permits.Of("phi").Permit);
        Assert.Equal(ClassPermit.Allowed, permits.Of(null).Permit);
        var decided = permits.DecideAsync("phi", default);
        permits.Update(new Dictionary<string, ClassRule>());
        Assert.Equal(ClassPermit.Allowed, (await decided).Permit);
    }

    private static void Set(GatewayRig rig, ClassPermit permit) =>
        rig.Permits.Update(new Dictionary<string, ClassRule> { ["phi"] = new(permit, "A stage stands in the US.") });

    private static Task<HttpResponseMessage> SendAsync(GatewayRig rig, string? key, int tokens = 4, bool stream = false, HttpCompletionOption until = HttpCompletionOption.ResponseContentRead)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions")
        {
            Content = new StringContent($$"""{"model":"{{GatewayRig.Model}}","prompt":"the patient","max_tokens":{{tokens}},"seed":3,"ignore_eos":true,"stream":{{(stream ? "true" : "false")}}}""", Encoding.UTF8, "application/json"),
        };
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return rig.Http.SendAsync(request, until);
    }
}
