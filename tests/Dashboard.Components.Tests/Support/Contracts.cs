using Continuum.Orchestration.Stores;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Tests.Support;

internal sealed class FakeStatus : IConsoleStatus
{
    public string Planner { get; set; } = "offline";

    public string Version => "0.1.0";

    public string DataFolder => "/data";

    public IReadOnlyList<GatewayAddress> Gateways => [];

    public IReadOnlyList<BackgroundTask> Tasks => [];
}

internal sealed class FakeLab : ILabControls
{
    public List<string> Calls { get; } = [];

    public bool Available { get; set; } = true;

    public Task SetLinkAsync(string port, bool up, string actor, CancellationToken cancellationToken) => Note($"link {port} {up} {actor}");

    public Task SetSwitchAsync(string name, bool up, string actor, CancellationToken cancellationToken) => Note($"switch {name} {up} {actor}");

    public Task SetNodeAsync(string name, bool ready, string actor, CancellationToken cancellationToken) => Note($"node {name} {ready} {actor}");

    public Task DrainAsync(string name, bool drain, string actor, CancellationToken cancellationToken) => Note($"drain {name} {drain} {actor}");

    public async Task<string> TamperFlowAsync(string switchName, string actor, CancellationToken cancellationToken)
    {
        await Note($"tamper {switchName} {actor}");
        return "one rule sends to port 1 now";
    }

    public Task SetLabelAsync(LabElement kind, string name, string key, string? value, string actor, CancellationToken cancellationToken) => Note($"label {kind} {name} {key}={value} {actor}");

    private Task Note(string call)
    {
        Calls.Add(call);
        return Task.CompletedTask;
    }
}

internal sealed class FakeSettings : IConsoleSettings
{
    public ConsoleSettings Current { get; private set; } = new([], DriftMode.Repair);

    public Task SaveAsync(ConsoleSettings settings, string actor, CancellationToken cancellationToken)
    {
        Current = settings;
        return Task.CompletedTask;
    }
}

internal sealed class FakeAccess : IAccessDirectory
{
    public IReadOnlyList<AccessUser> Users() => [new("op", "administrator", false, DateTimeOffset.UtcNow.AddMinutes(-3)), new("reader", "viewer", false, null)];

    public IReadOnlyList<AccessKey> Keys() => [new("k1", "pipeline of the build", "operator", false, DateTimeOffset.UtcNow.AddDays(-3), null)];

    public Task AddUserAsync(string name, string password, string role, string actor, CancellationToken cancellationToken) => throw new AccessRefusedException("That name is taken.");

    public Task ChangeUserAsync(string name, string role, bool disabled, string actor, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string> CreateKeyAsync(string name, string role, bool mayApprove, string actor, CancellationToken cancellationToken) => Task.FromResult("ck_example");

    public Task RevokeKeyAsync(string id, string actor, CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class FakeCompliance : IComplianceReport
{
    public List<ComplianceRow> All { get; } = [];

    public IReadOnlyList<ComplianceRow> Rows() => [.. All];
}

internal sealed class FakeWhatIf : IWhatIf
{
    public WhatIfAnswer Answer { get; set; } = new("Nothing changes.", [], []);

    public Task<WhatIfAnswer> FailAsync(FailureKind kind, string name, CancellationToken cancellationToken) => Task.FromResult(Answer);
}

internal sealed class MemoryAudit : IAuditLog
{
    private readonly List<AuditLine> lines = [];

    public Task<AuditLine> AppendAsync(string kind, string actor, string subject, object data, CancellationToken cancellationToken)
    {
        var line = new AuditLine(lines.Count + 1, DateTimeOffset.UtcNow, kind, actor, subject, System.Text.Json.JsonSerializer.Serialize(data), new string('0', 64));
        lines.Add(line);
        return Task.FromResult(line);
    }

    public IReadOnlyList<AuditLine> Read(long after, int limit) => [.. lines.Where(l => l.Sequence > after).Take(limit)];

    public IReadOnlyList<AuditLine> Newest(int limit) => [.. Enumerable.Reverse(lines).Take(limit)];

    public IDisposable Subscribe(Action<AuditLine> onLine) => new Stop(() => { });
}
