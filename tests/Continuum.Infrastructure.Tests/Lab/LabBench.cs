using System.Threading.Channels;
using Continuum.Core.Pipelines;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Infrastructure.Lab.Telemetry;
using Continuum.Infrastructure.Lab.World;
using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Drivers;
using Continuum.Serving.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Continuum.Infrastructure.Tests.Lab;

/// <summary>A lab as the host composes it, on a clock that the test moves.</summary>
internal sealed class LabBench : IAsyncDisposable
{
    private readonly ServiceProvider provider;

    public LabBench(Site? site = null, LabOptions? options = null, string? folder = null, bool costs = false, IServiceRuntime? runtime = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        if (folder is not null) services.AddSingleton(_ => DataFolder.Open(folder));
        if (costs) services.AddSingleton<IModelCatalog>(new ModelCatalog()).AddSingleton<ICostModel>(p => new RooflineCostModel(p.GetRequiredService<IModelCatalog>()));
        if (runtime is not null) services.AddSingleton(runtime);
        services.AddLab(site, options ?? LabOptions.Immediate);
        provider = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-03-01T10:00:00Z", null));

    public IFabricDriver Fabric => provider.GetRequiredService<IFabricDriver>();

    public IClusterDriver Cluster => provider.GetRequiredService<IClusterDriver>();

    public IServingDriver Serving => provider.GetRequiredService<IServingDriver>();

    public ISiteFeed Feed => provider.GetRequiredService<ISiteFeed>();

    public LabControls Controls => provider.GetRequiredService<LabControls>();

    public LabTelemetry Telemetry => provider.GetRequiredService<LabTelemetry>();

    public LabWorld World => provider.GetRequiredService<LabWorld>();

    public Site Site => Feed.Current.Site;

    /// <summary>What the host does first: the lab goes on with what a stop cut short.</summary>
    public async Task<LabBench> StartAsync()
    {
        // The pulse of figures stays with the test.
        await provider.GetServices<IHostedService>().OfType<LabStart>().Single().StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    public string? NodeOf(string workload) => Site.Workloads.Single(w => w.Name == workload).Node;

    /// <summary>Waits until what the lab does by itself has come about.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    /// <summary>Collects what a driver tells from now on.</summary>
    public static Told Listen(IDriver driver) => new(driver);

    internal sealed class Told : IDisposable
    {
        private readonly Channel<DriverEvent> events = Channel.CreateUnbounded<DriverEvent>();
        private readonly IDisposable subscription;

        public Told(IDriver driver) => subscription = driver.Subscribe(e => events.Writer.TryWrite(e));

        /// <summary>The next event of that kind; others before it are passed over.</summary>
        public async Task<DriverEvent> NextAsync(DriverEventKind kind)
        {
            await foreach (var item in events.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
            {
                if (item.Kind == kind) return item;
            }

            throw new InvalidOperationException("The channel never ends.");
        }

        public void Dispose() => subscription.Dispose();
    }
}
