using Bulletin.Hosting;
using Bulletin.Settings;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Bulletin.Functions;

/// <summary>
/// Exports spans and metrics to Azure Monitor, by OTLP, or to both. Nothing of it starts unless the setting
/// <c>AzureFunctionsJobHost__telemetryMode</c> is <c>OpenTelemetry</c>, with which the Functions host exports its own part, too.
/// </summary>
internal static class WorkerTelemetry
{
    /// <summary>Adds the export that the settings ask for.</summary>
    /// <exception cref="SettingsException">The address for OTLP is invalid.</exception>
    public static void AddTo(IServiceCollection services, IConfiguration configuration, BulletinSettings settings)
    {
        if (configuration["AzureFunctionsJobHost:telemetryMode"] == "OpenTelemetry"
            && TelemetryExport.Of(configuration, settings.StorageClientId, allowsAzureMonitor: true) is { } export)
        {
            export.AddTo(services.AddOpenTelemetry().UseFunctionsWorkerDefaults());
        }
    }
}
