namespace Bulletin.Transfer;

/// <summary>How long an import may take. The waits are by the machine's clock, not by the service's.</summary>
internal sealed record ImportLimits
{
    /// <summary>How long a request may take: 180 s, below what the Functions host allows a request.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>For how long one transaction is tried again when it does not get through: 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause before a transaction is tried again.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
