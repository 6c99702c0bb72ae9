using Continuum.Infrastructure.Storage;
using Dashboard.Security;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Security;

public sealed class KeyRingTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ctm");
    private readonly FakeTimeProvider time = new();
    private ConsoleDatabase database = null!;
    private KeyRing keys = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        database = ConsoleDatabase.Open(Path.Combine(folder.FullName, "continuum.db"));
        keys = new KeyRing(database.Collection<ProgramKey>("keys", k => k.Id), time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_key_is_good_until_it_is_revoked_and_its_secret_is_not_kept()
    {
        var (key, text) = await keys.CreateAsync("ci", Roles.Operator, [], "ada", null, Stop);
        Assert.Equal(key.Id, keys.Verify(text)!.Id);
        Assert.DoesNotContain(text.Split('_')[2], System.Text.Json.JsonSerializer.Serialize(keys.All()), StringComparison.Ordinal);
        await keys.RevokeAsync(key.Id, Stop);
        Assert.Null(keys.Verify(text));
    }

    [Fact]
    public async Task A_key_ends_by_itself()
    {
        var (_, text) = await keys.CreateAsync("ci", Roles.Viewer, [], "ada", TimeSpan.FromHours(1), Stop);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(keys.Verify(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ctm_")]
    [InlineData("ctm_abc_def")]
    [InlineData("ctm_abc_def_ghi")]
    public void Nonsense_is_no_key(string text) => Assert.Null(keys.Verify(text));

    [Theory]
    [InlineData("root")]
    [InlineData("Viewer")]
    public async Task An_unknown_role_is_refused(string role) =>
        await Assert.ThrowsAsync<AccountException>(() => keys.CreateAsync("x", role, [], "ada", null, Stop));

    [Fact]
    public async Task A_viewer_key_cannot_approve() =>
        await Assert.ThrowsAsync<AccountException>(() => keys.CreateAsync("x", Roles.Viewer, [Roles.ApproveScope], "ada", null, Stop));
}
