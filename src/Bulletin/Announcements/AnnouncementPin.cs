using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>The rules for pins with an end.</summary>
internal static class AnnouncementPin
{
    /// <summary>
    /// Applies the requested end of the pin, after all other changes; null if the announcement is not pinned.
    /// </summary>
    public static Announcement Apply(Announcement changed, AnnouncementInput input) =>
        changed with { PinnedUntil = changed.Pinned ? input.PinnedUntil.Or(changed.PinnedUntil) : null };

    /// <summary>Checks the requested end of the pin.</summary>
    /// <param name="before">The announcement before the change, as of now.</param>
    /// <param name="changed">The changed announcement, before <see cref="AnnouncementChange.Settle"/>.</param>
    /// <param name="input">The request's content.</param>
    /// <param name="now">The time of the change.</param>
    /// <exception cref="ProblemException">The announcement is not pinned, or the end has passed.</exception>
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

        // An end that has passed since the last revision may have been read by a client before, which now sends it
        // back.
        if (end <= now && end <= before.ChangedAt)
        {
            throw Problem.Invalid("pinnedUntil", "must be to come");
        }
    }
}
