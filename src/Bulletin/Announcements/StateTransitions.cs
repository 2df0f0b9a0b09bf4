using Bulletin.Problems;

namespace Bulletin.Announcements;

/// <summary>
/// The actions that change the state of an announcement: pure functions. An action returns an announcement that is
/// already in the target state unchanged.
/// </summary>
/// <param name="archiveAfter">The setting <c>Bulletin:Archiving:After</c>.</param>
internal sealed class StateTransitions(TimeSpan archiveAfter)
{
    /// <summary>Publishes an announcement, now or at the time given in the input.</summary>
    /// <param name="present">The announcement as it is now.</param>
    /// <param name="input">The dates to set, if any.</param>
    /// <param name="now">The time of the change.</param>
    /// <exception cref="ProblemException">Its state or its dates do not allow it.</exception>
    public Announcement Publish(Announcement present, AnnouncementInput input, DateTimeOffset now)
    {
        switch (present.Status)
        {
            case AnnouncementStatus.Published:
                return present;
            case AnnouncementStatus.Archived or AnnouncementStatus.Deleted:
                throw WrongState(present, "published");
            default:
                break;
        }

        // A scheduled announcement that is published without a date is published now; a draft keeps its date.
        DateTimeOffset? publishedAt = input.PublishedAt.Value
            ?? (present.Status == AnnouncementStatus.Scheduled ? now : present.PublishedAt ?? now);
        Announcement changed = present with { PublishedAt = publishedAt, ExpiresAt = input.ExpiresAt.Or(present.ExpiresAt) };
        AnnouncementChange.CheckDates(present, changed, input);
        if (changed.ExpiresAt <= now)
        {
            throw Problem.Invalid("expiresAt", "has passed: the announcement would be archived at once");
        }

        return AnnouncementChange.Settle(present, changed, AnnouncementStatus.Published, archiveAfter, now);
    }

    /// <summary>Turns a scheduled or published announcement back into a draft.</summary>
    /// <exception cref="ProblemException">It is archived or deleted.</exception>
    public Announcement Unpublish(Announcement present, DateTimeOffset now) => present.Status switch
    {
        AnnouncementStatus.Draft => present,
        AnnouncementStatus.Scheduled or AnnouncementStatus.Published => Settle(present, AnnouncementStatus.Draft, now),
        _ => throw WrongState(present, "unpublished"),
    };

    /// <summary>Archives a published announcement.</summary>
    /// <exception cref="ProblemException">It is not published.</exception>
    public Announcement Archive(Announcement present, DateTimeOffset now) => present.Status switch
    {
        AnnouncementStatus.Archived => present,
        AnnouncementStatus.Published => Settle(present, AnnouncementStatus.Archived, now),
        _ => throw WrongState(present, "archived"),
    };

    /// <summary>Puts an announcement into the bin.</summary>
    public Announcement Delete(Announcement present, DateTimeOffset now) =>
        present.Status == AnnouncementStatus.Deleted ? present : Settle(present, AnnouncementStatus.Deleted, now);

    /// <summary>
    /// Publishes an archived announcement again, with a new archiving period, or turns a deleted one into a draft.
    /// </summary>
    /// <exception cref="ProblemException">It is a draft or scheduled.</exception>
    public Announcement Restore(Announcement present, DateTimeOffset now) => present.Status switch
    {
        AnnouncementStatus.Published => present,
        AnnouncementStatus.Deleted => Settle(present, AnnouncementStatus.Draft, now),
        AnnouncementStatus.Archived => AnnouncementChange.Settle(
            present,
            // An expiry that has passed would archive it again at once.
            present with { ExpiresAt = present.ExpiresAt <= now ? null : present.ExpiresAt },
            AnnouncementStatus.Published,
            archiveAfter,
            now),
        _ => throw WrongState(present, "restored"),
    };

    /// <summary>The problem of an action that the state of an announcement does not allow.</summary>
    /// <param name="present">The announcement as it is now.</param>
    /// <param name="done">The action as a participle, such as <c>published</c>.</param>
    public static ProblemException WrongState(Announcement present, string done) =>
        Problem.WrongState($"The announcement is {present.Status.Word()} and cannot be {done}.");

    private Announcement Settle(Announcement present, AnnouncementStatus status, DateTimeOffset now) =>
        AnnouncementChange.Settle(present, present, status, archiveAfter, now);
}
