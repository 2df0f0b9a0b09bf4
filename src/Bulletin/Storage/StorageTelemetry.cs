using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using Bulletin.Telemetry;

namespace Bulletin.Storage;

/// <summary>A span and a measurement of each storage request, with what the client tried again in it. Keys of rows are not told.</summary>
internal sealed class StorageTelemetry : HttpPipelinePolicy
{
    /// <summary>The one object: it holds nothing.</summary>
    public static StorageTelemetry Policy { get; } = new();

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        BulletinTelemetry.IsOn ? MeasureAsync(message, pipeline) : ProcessNextAsync(message, pipeline);

    private static async ValueTask MeasureAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        string operation = OperationOf(message.Request);
        using Measurement? told = BulletinTelemetry.Begin(BulletinTelemetry.StorageDuration, operation, ActivityKind.Client);
        told?.Tell("db.system.name", "azure.tables");
        told?.Tell("db.operation.name", operation);
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            told?.Fail(Measurement.KindOf(failure));
            throw;
        }
        finally
        {
            Tell(told, message, operation);
        }
    }

    private static void Tell(Measurement? told, HttpMessage message, string operation)
    {
        if (message.ProcessingContext.RetryNumber is > 0 and int retries)
        {
            told?.Note("http.request.resend_count", retries);
            BulletinTelemetry.StorageRetries.Add(retries, new KeyValuePair<string, object?>("db.operation.name", operation));
        }

        if (message.HasResponse)
        {
            string status = message.Response.Status.ToString(CultureInfo.InvariantCulture);
            told?.Tell("db.response.status_code", status);
            // Rows are asked for that may not be there.
            if (message.Response.Status is >= 400 and not 404)
            {
                told?.Fail(status);
            }
        }
    }

    // A row is asked for by its keys in parentheses, a list without them; a transaction is a $batch.
    private static string OperationOf(Request request) => request.Uri.Path switch
    {
        var path when path.EndsWith("$batch", StringComparison.Ordinal) => "transaction",
        var path when path.EndsWith("/Tables", StringComparison.Ordinal) => "create-table",
        _ when request.Method != RequestMethod.Get => "change",
        var path when path.Contains("RowKey=", StringComparison.Ordinal) => "read",
        _ => "query",
    };
}
