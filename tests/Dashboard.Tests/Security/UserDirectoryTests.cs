using Continuum.Infrastructure.Storage;
using Dashboard.Security;
using Microsoft.Extensions.Time.Testing;

namespace Dashboard.Tests.Security;

public sealed class UserDirectoryTests : IAsyncLifetime
{
    private const string Good = "correct horse battery";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ctm");
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-06-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private ConsoleDatabase database = null!;
    private UserDirectory users = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        database = ConsoleDatabase.Open(Path.Combine(folder.FullName, "continuum.db"));
        users = new UserDirectory(database.Collection<UserAccount>("users", u => u.Id), time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("a", Good)]
    [InlineData("two words", Good)]
    [InlineData("<script>", Good)]
    [InlineData("ada", "short")]
    [InlineData("ada", "aaaaaaaaaaaaaa")]
    [InlineData("adalovelace", "my-adalovelace-1")]
    public async Task A_bad_name_or_password_is_refused(string name, string password)
    {
        await Assert.ThrowsAsync<AccountException>(() => users.CreateAsync(name, password, Roles.Viewer, Stop));
        Assert.Empty(users.All());
    }

    [Fact]
    public async Task The_right_password_enters_and_a_wrong_one_does_not()
    {
        await users.CreateAsync("Ada", Good, Roles.Operator, Stop);
        Assert.NotNull(await users.VerifyAsync("ada", Good, Stop));
        Assert.Null(await users.VerifyAsync("ada", Good + "!", Stop));
        Assert.Null(await users.VerifyAsync("nobody", Good, Stop));
        Assert.DoesNotContain(Good, users.Find("ada")!.PasswordHash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_for_a_while()
    {
        await users.CreateAsync("ada", Good, Roles.Operator, Stop);
        for (var i = 0; i < 5; i++) await users.VerifyAsync("ada", "wrong password " + i, Stop);
        Assert.Null(await users.VerifyAsync("ada", Good, Stop));
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.NotNull(await users.VerifyAsync("ada", Good, Stop));
    }

    [Fact]
    public async Task A_change_of_role_or_password_ends_the_sessions_before_it()
    {
        await users.CreateAsync("root", Good, Roles.Administrator, Stop);
        var session = UserDirectory.PrincipalOf(await users.CreateAsync("ada", Good, Roles.Operator, Stop), "cookie");
        Assert.True(users.IsCurrent(session));
        await users.SetRoleAsync("ada", Roles.Viewer, disabled: false, Stop);
        Assert.False(users.IsCurrent(session));
        session = UserDirectory.PrincipalOf(users.Find("ada")!, "cookie");
        await users.SetPasswordAsync("ada", "another good password", Stop);
        Assert.False(users.IsCurrent(session));
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_taken_away()
    {
        await users.CreateAsync("root", Good, Roles.Administrator, Stop);
        await Assert.ThrowsAsync<AccountException>(() => users.SetRoleAsync("root", Roles.Viewer, disabled: false, Stop));
        await Assert.ThrowsAsync<AccountException>(() => users.SetRoleAsync("root", Roles.Administrator, disabled: true, Stop));
        Assert.True(users.HasAdministrator);
    }

    [Fact]
    public async Task A_disabled_account_does_not_enter()
    {
        await users.CreateAsync("root", Good, Roles.Administrator, Stop);
        await users.CreateAsync("ada", Good, Roles.Operator, Stop);
        await users.SetRoleAsync("ada", Roles.Operator, disabled: true, Stop);
        Assert.Null(await users.VerifyAsync("ada", Good, Stop));
    }

    [Fact]
    public void A_one_time_link_is_good_once_and_for_fifteen_minutes()
    {
        var link = new FirstAdministratorLink(time);
        var first = link.Issue();
        var second = link.Issue();
        Assert.False(link.IsValid(first));
        Assert.False(link.Consume("0123"));
        Assert.True(link.Consume(second));
        Assert.False(link.Consume(second));
        var third = link.Issue();
        time.Advance(FirstAdministratorLink.Lifetime);
        Assert.False(link.Consume(third));
    }
}
