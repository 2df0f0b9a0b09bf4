namespace Bulletin.Transfer;

/// <summary>How long an export or an import may take.</summary>
internal sealed record TransferLimits
{
    /// <summary>How long a page of an export may take: 60 s. It takes longer than usual when others write all the time.</summary>
    public TimeSpan Page { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a request to import may take: 180 s, below what the Functions host allows a request.</summary>
    public TimeSpan Import { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>For how long one transaction is tried again when it does not get through: 60 s by the machine's clock.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before a transaction is tried again.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
