namespace Bulletin.Site;

/// <summary>Instants as stored by the service.</summary>
internal static class Instants
{
    /// <summary>The value stored for "never", because tables have no null.</summary>
    public static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Returns the earlier of two instants; null means never.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    /// <summary>Returns the instant in UTC, truncated to milliseconds, the precision of the service's clients.</summary>
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
