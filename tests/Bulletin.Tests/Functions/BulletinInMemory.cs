using System.Diagnostics;
using Bulletin.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Tests.Functions;

/// <summary>The service without a server, and with a storage that does not answer.</summary>
internal static class BulletinInMemory
{
    // Nothing listens on port 1. The key is the emulator's, which is public.
    private const string NoStorage =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "BlobEndpoint=http://127.0.0.1:1/devstoreaccount1;TableEndpoint=http://127.0.0.1:1/devstoreaccount1;";

    public static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        // A web host adds it, and routing asks for it.
        services.AddSingleton(new DiagnosticListener("Bulletin.Tests"));
        AddTo(services);
        return services.BuildServiceProvider();
    }

    public static BulletinApp Build() => Services().GetRequiredService<BulletinApp>();

    /// <summary>Adds the service to a host.</summary>
    public static void AddTo(IServiceCollection services)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("BulletinStorage", NoStorage), new("Bulletin:PublicUrl", "https://news.example.org")])
            .Build();
        services.AddBulletin(BulletinSettings.Read(configuration, isDevelopment: false));
    }
}
