using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Bulletin.Settings;
using Bulletin.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bulletin.Host;

/// <summary>
/// Exports spans and metrics by OTLP, to Azure Monitor, or to both. Off, with nothing of it started, unless the settings name where to; the
/// other variables of the OpenTelemetry specification (headers, protocol, sampling, interval) hold too.
/// </summary>
internal static class HostTelemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>Adds what the settings ask for.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="isFunctionApp">
    /// Whether the Functions host started the process. It hands over the connection string that is its own, so there
    /// <c>AzureFunctionsJobHost__telemetryMode</c> must say so, too.
    /// </param>
    /// <exception cref="SettingsException">The address is none.</exception>
    public static void AddTo(IServiceCollection services, IConfiguration configuration, bool isFunctionApp)
    {
        bool isOtlp = IsOtlp(configuration[Endpoint]);
        bool isLeftToHost = isFunctionApp && configuration["AzureFunctionsJobHost:telemetryMode"] != "OpenTelemetry";
        string? connection = isLeftToHost ? null : configuration[AzureMonitor];
        bool isAzureMonitor = !string.IsNullOrWhiteSpace(connection);
        if (!isOtlp && !isAzureMonitor)
        {
            return;
        }

        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("bulletin").AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing.AddSource(BulletinTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(BulletinTelemetry.Name));
        if (isOtlp)
        {
            // Not UseOtlpExporter, which exports the log, too.
            telemetry
                .WithTracing(tracing => tracing.AddOtlpExporter())
                .WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (isAzureMonitor)
        {
            telemetry
                .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(exporter => Set(exporter, connection, configuration)))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(exporter => Set(exporter, connection, configuration)));
        }
    }

    private static bool IsOtlp(string? endpoint) => !string.IsNullOrWhiteSpace(endpoint)
        && (Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? true
            : throw new SettingsException($"{Endpoint} must be an address such as http://localhost:4317, not '{endpoint}'."));

    // Local authentication may be off: then the identity that has the right to storage has the one to telemetry.
    private static void Set(AzureMonitorExporterOptions exporter, string? connection, IConfiguration configuration)
    {
        exporter.ConnectionString = connection;
        exporter.EnableLiveMetrics = false;
        if (configuration["BulletinStorage:clientId"] is { Length: > 0 } client)
        {
            exporter.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(client));
        }
    }
}
