namespace Bulletin.Transfer;

/// <summary>The time limits of exports and imports.</summary>
internal sealed record TransferLimits
{
    /// <summary>
    /// The time limit for reading one page of an export: 60 s. It is long because changes that others make while the page is read are
    /// read again.
    /// </summary>
    public TimeSpan Page { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The time limit of an import request: 180 s, below the limit of the Functions host for a request.
    /// </summary>
    public TimeSpan Import { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>The maximum time for which a failed transaction is retried: 60 s, by the machine's clock.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before a failed transaction is retried: 500 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
