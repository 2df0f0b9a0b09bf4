using Bulletin.Hosting;
using Bulletin.Settings;
using OpenTelemetry.Resources;

namespace Bulletin.Host;

/// <summary>
/// Exports spans and metrics by OTLP, to Azure Monitor, or to both; nothing of it starts unless the settings name a destination. The other
/// variables of the OpenTelemetry specification (headers, protocol, sampling, interval) apply, too.
/// </summary>
internal static class HostTelemetry
{
    /// <summary>Adds the export that the settings ask for.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The settings of the exporters.</param>
    /// <param name="settings">The settings of the service.</param>
    /// <param name="isFunctionApp">
    /// True if the Functions host started the process. It passes on its own connection string, so Azure Monitor then also needs
    /// <c>AzureFunctionsJobHost__telemetryMode</c> = <c>OpenTelemetry</c>.
    /// </param>
    /// <exception cref="SettingsException">The address for OTLP is invalid.</exception>
    public static void AddTo(IServiceCollection services, IConfiguration configuration, BulletinSettings settings, bool isFunctionApp)
    {
        bool isLeftToHost = isFunctionApp && configuration["AzureFunctionsJobHost:telemetryMode"] != "OpenTelemetry";
        if (TelemetryExport.Of(configuration, settings.StorageClientId, allowsAzureMonitor: !isLeftToHost) is { } export)
        {
            export.AddTo(services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("bulletin").AddEnvironmentVariableDetector()));
        }
    }
}
