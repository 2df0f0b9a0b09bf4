namespace Bulletin.Site;

/// <summary>Instants as the service keeps them.</summary>
internal static class Instants
{
    /// <summary>What stands in a row for "never": tables have no null.</summary>
    public static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The earlier of two instants; null is never.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    /// <summary>The instant in UTC, cut to milliseconds: what the service stamps itself is as precise as its clients.</summary>
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
