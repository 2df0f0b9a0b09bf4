using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Bulletin.Settings;
using Bulletin.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Bulletin.Hosting;

/// <summary>
/// The export of spans and metrics, by OTLP, to Azure Monitor, or to both. Every host compiles this file, because the exporters are no
/// part of <c>Bulletin</c>.
/// </summary>
internal sealed class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly bool isOtlp;
    private readonly string? connection;
    private readonly string? identity;

    private TelemetryExport(bool isOtlp, string? connection, string? identity)
    {
        this.isOtlp = isOtlp;
        this.connection = connection;
        this.identity = identity;
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">The settings of the exporters.</param>
    /// <param name="identity">The client id of the managed identity that may use storage; null: none.</param>
    /// <param name="allowsAzureMonitor">False if the connection string of Azure Monitor is meant for another program.</param>
    /// <returns>The export; null if no setting names a destination.</returns>
    /// <exception cref="SettingsException">The address for OTLP is invalid.</exception>
    public static TelemetryExport? Of(IConfiguration configuration, string? identity, bool allowsAzureMonitor)
    {
        bool isOtlp = IsOtlp(configuration[Endpoint]);
        string? connection = allowsAzureMonitor ? configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] : null;
        return isOtlp || !string.IsNullOrWhiteSpace(connection)
            ? new TelemetryExport(isOtlp, connection, identity)
            : null;
    }

    /// <summary>Adds the service's spans and metrics, and the exporters.</summary>
    public void AddTo(IOpenTelemetryBuilder telemetry)
    {
        telemetry
            .WithTracing(tracing => tracing.AddSource(BulletinTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(BulletinTelemetry.Name));
        if (isOtlp)
        {
            // UseOtlpExporter would export the log, too.
            telemetry
                .WithTracing(tracing => tracing.AddOtlpExporter())
                .WithMetrics(metrics => metrics.AddOtlpExporter());
        }

        if (!string.IsNullOrWhiteSpace(connection))
        {
            telemetry
                .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(Set))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Set));
        }
    }

    private static bool IsOtlp(string? endpoint) => !string.IsNullOrWhiteSpace(endpoint)
        && (Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? true
            : throw new SettingsException($"{Endpoint} must be an address such as http://localhost:4317, not '{endpoint}'."));

    private void Set(AzureMonitorExporterOptions exporter)
    {
        exporter.ConnectionString = connection;
        exporter.EnableLiveMetrics = false;
        // Local authentication may be off: the identity that may use storage may then also send telemetry.
        if (identity is not null)
        {
            exporter.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(identity));
        }
    }
}
