using Bunit;
using Bunit.TestDoubles;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;
using Dashboard.Components.Contracts;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Components.Tests.Support;

/// <summary>Pages over a small site, with everything behind them replaced and watched.</summary>
internal sealed class ConsoleContext : BunitContext
{
    // A loaded machine is no reason to fail: only what never comes is.
    static ConsoleContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(20);

    public ConsoleContext(string role = ConsolePolicies.Operator, Site? site = null)
    {
        Sites = new FakeSiteFeed(site ?? SmallSite.Make());
        Events = new EventFeed(TimeProvider.System);
        Store = new MemoryIntents(Events);
        Intents = new FakeIntentService(Store);
        Fabric = new FakeFabric(Sites);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddConsoleComponents();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(Events);
        Services.AddSingleton<ISiteFeed>(Sites);
        Services.AddSingleton<ITelemetryFeed>(Telemetry);
        Services.AddSingleton<IFabricDriver>(Fabric);
        Services.AddSingleton<IClusterDriver>(new FakeCluster());
        Services.AddSingleton<IServingDriver>(Serving);
        Services.AddSingleton<IIntentStore>(Store);
        Services.AddSingleton<IIntentService>(Intents);
        Services.AddSingleton<IAuditLog>(new MemoryAudit());
        Services.AddSingleton<IConsoleStatus>(new FakeStatus());
        Services.AddSingleton<ILabControls>(Lab);
        Services.AddSingleton<IConsoleSettings>(new FakeSettings());
        Services.AddSingleton<IAccessDirectory>(new FakeAccess());
        Services.AddSingleton<IComplianceReport>(Compliance);
        Services.AddSingleton<IWhatIf>(WhatIf);
        Services.AddSingleton<IPipelineControl>(Pipelines);
        Services.AddSingleton<IPlayground>(Playground);
        var user = this.AddAuthorization();
        user.SetAuthorized("op");
        string[] policies = [ConsolePolicies.Viewer, ConsolePolicies.Operator, ConsolePolicies.Administrator];
        user.SetPolicies(policies[..(Array.IndexOf(policies, role) + 1)]);
    }

    public FakeSiteFeed Sites { get; }

    public FakeTelemetry Telemetry { get; } = new();

    public EventFeed Events { get; }

    public MemoryIntents Store { get; }

    public FakeIntentService Intents { get; }

    public FakeFabric Fabric { get; }

    public FakeServing Serving { get; } = new();

    public FakeLab Lab { get; } = new();

    public FakeCompliance Compliance { get; } = new();

    public FakeWhatIf WhatIf { get; } = new();

    public FakePipelines Pipelines { get; } = new();

    public FakePlayground Playground { get; } = new();

    public Task<IntentRecord> AddAsync(Func<long, IntentRecord> create) => Store.AddAsync(create, Xunit.TestContext.Current.CancellationToken);

    /// <summary>Renders a component beside the pulse that keeps it live.</summary>
    public IRenderedComponent<TComponent> Live<TComponent>(Action<ComponentParameterCollectionBuilder<TComponent>>? parameters = null)
        where TComponent : IComponent
    {
        Render<LivePulse>();
        return Render<TComponent>(parameters ?? (_ => { }));
    }
}
