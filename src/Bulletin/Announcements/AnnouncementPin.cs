using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>The rules of a pin that ends by itself.</summary>
internal static class AnnouncementPin
{
    /// <summary>Puts the end of the pin that an input asks for in place, when everything else is; without a pin there is none.</summary>
    public static Announcement Apply(Announcement changed, AnnouncementInput input) =>
        changed with { PinnedUntil = changed.Pinned ? input.PinnedUntil.Or(changed.PinnedUntil) : null };

    /// <summary>Checks the end that an input asks for.</summary>
    /// <param name="before">The announcement before the change, by the clock.</param>
    /// <param name="changed">The announcement with the change, before it is settled.</param>
    /// <param name="input">What was asked for.</param>
    /// <param name="now">The moment of the change.</param>
    /// <exception cref="ProblemException">There is no pin that could end, or its end has passed.</exception>
    public static void Check(Announcement before, Announcement changed, AnnouncementInput input, DateTimeOffset now)
    {
        if (input.PinnedUntil.Value is not { } end)
        {
            return;
        }

        if (!changed.Pinned)
        {
            throw Problem.Invalid("pinnedUntil", "is for what is pinned: pinned must be true");
        }

        // An end that was to come when the last revision was made may have been read then, and is sent back: by the clock the pin has
        // ended, and nobody made a mistake.
        if (end <= now && end <= before.ChangedAt)
        {
            throw Problem.Invalid("pinnedUntil", "must be to come");
        }
    }
}
