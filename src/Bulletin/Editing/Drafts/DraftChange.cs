using Bulletin.Announcements;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Editing.Drafts;

/// <summary>The rules for writing and publishing the next version of an announcement: pure functions.</summary>
internal static class DraftChange
{
    /// <summary>Returns the draft with the content of the request.</summary>
    /// <param name="present">The announcement as of now.</param>
    /// <param name="stored">The draft as stored; null for a new one.</param>
    /// <param name="input">The request's content.</param>
    /// <param name="categories">The current categories.</param>
    /// <param name="language">The language of the site.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="now">The time of the change.</param>
    /// <returns>The new draft; the stored one if nothing changed.</returns>
    /// <exception cref="ProblemException">The content is invalid.</exception>
    public static AnnouncementDraft Put(
        Announcement present,
        AnnouncementDraft? stored,
        DraftInput input,
        CategorySet categories,
        string language,
        Actor actor,
        DateTimeOffset now)
    {
        input.Check(present);
        Announcement content = AnnouncementChange.Replace(stored?.On(present, categories) ?? present, input.Content, categories, language);
        AnnouncementChange.CheckOrder(content);
        AnnouncementPin.Check(present, content, input.Content, now);
        AnnouncementDraft changed = (stored ?? Blank(present, now, actor)).Saying(content) with
        {
            BaseRevision = input.BaseRevision ?? stored?.BaseRevision ?? Math.Min(input.ReadRevision ?? present.Revision, present.Revision),
            ChangeNote = string.IsNullOrEmpty(input.Content.ChangeNote.Value) ? null : input.Content.ChangeNote.Value,
            IsMinorChange = input.Content.Minor.Value ?? false,
        };
        return stored is not null && stored.IsSame(changed)
            ? stored
            : changed with { Revision = changed.Revision + 1, ChangedAt = now, ChangedBy = actor.Name };
    }

    /// <summary>Returns the announcement with the content of the draft, in its current state.</summary>
    /// <exception cref="ProblemException">The draft's dates are no longer valid.</exception>
    public static Announcement Publish(
        Announcement present, AnnouncementDraft draft, CategorySet categories, TimeSpan archiveAfter, DateTimeOffset now)
    {
        Announcement content = draft.On(present, categories);
        // The announcement's publishedAt may have changed since the draft was checked.
        AnnouncementChange.CheckOrder(content);
        if (present.Status != AnnouncementStatus.Archived && content.ExpiresAt <= now)
        {
            throw Problem.Invalid("expiresAt", "has passed: the announcement would be archived at once");
        }

        return AnnouncementChange.Settle(present, content, present.Status, archiveAfter, now);
    }

    /// <summary>
    /// Returns the announcement, or its next version, as readers would see it if it were published as it is, now or at
    /// its publication date.
    /// </summary>
    /// <param name="present">The announcement as of now.</param>
    /// <param name="draft">The draft of its next version; null for the announcement itself.</param>
    /// <param name="categories">The current categories.</param>
    /// <param name="archiveAfter">The setting <c>Bulletin:Archiving:After</c>.</param>
    /// <param name="now">The current time.</param>
    public static Announcement Preview(
        Announcement present, AnnouncementDraft? draft, CategorySet categories, TimeSpan archiveAfter, DateTimeOffset now)
    {
        Announcement content = draft?.On(present, categories) ?? present;
        DateTimeOffset at = content.PublishedAt > now ? content.PublishedAt.Value : now;
        AnnouncementStatus status = present.Status == AnnouncementStatus.Archived
            ? AnnouncementStatus.Archived
            : AnnouncementStatus.Published;
        Announcement settled = AnnouncementChange.Settle(present, content, status, archiveAfter, at);
        return draft is null
            ? settled
            : AnnouncementChange.Stamp(present, settled, draft.ChangedBy, "publish-draft", at, draft.ChangeNote, draft.IsMinorChange);
    }

    private static AnnouncementDraft Blank(Announcement present, DateTimeOffset now, Actor actor) => new()
    {
        Id = Guid.NewGuid(),
        AnnouncementId = present.Id,
        BaseRevision = present.Revision,
        Revision = 0,
        ChangedAt = now,
        ChangedBy = actor.Name,
        Title = present.Title,
        Lead = present.Lead,
        Language = present.Language,
        Format = present.Format,
    };
}
