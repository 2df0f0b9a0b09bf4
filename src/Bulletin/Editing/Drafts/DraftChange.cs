using Bulletin.Announcements;
using Bulletin.Content;
using Bulletin.Problems;
using Bulletin.Site;

namespace Bulletin.Editing.Drafts;

/// <summary>The rules by which the next version of an announcement is written and becomes the present one: pure functions.</summary>
internal static class DraftChange
{
    /// <summary>The draft with what was sent.</summary>
    /// <param name="present">The announcement, by the clock.</param>
    /// <param name="stored">The draft as it is; null for a new one.</param>
    /// <param name="input">What was sent.</param>
    /// <param name="categories">The categories as they are.</param>
    /// <param name="language">The language of the site.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="now">The moment of the change.</param>
    /// <returns>The draft as it was, when nothing in it changed.</returns>
    /// <exception cref="ProblemException">It may not say so.</exception>
    public static AnnouncementDraft Put(
        Announcement present, AnnouncementDraft? stored, DraftInput input, CategorySet categories, string language, Actor actor, DateTimeOffset now)
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

    /// <summary>The announcement with the content of the draft, in its own state.</summary>
    /// <exception cref="ProblemException">The dates of the draft do not allow it any more.</exception>
    public static Announcement Publish(
        Announcement present, AnnouncementDraft draft, CategorySet categories, TimeSpan archiveAfter, DateTimeOffset now)
    {
        Announcement content = draft.On(present, categories);
        // Its publishedAt may have moved since, and the announcement been shown to the editor with it.
        AnnouncementChange.CheckOrder(content);
        if (present.Status != AnnouncementStatus.Archived && content.ExpiresAt <= now)
        {
            throw Problem.Invalid("expiresAt", "has passed: the announcement would be archived at once");
        }

        return AnnouncementChange.Settle(present, content, present.Status, archiveAfter, now);
    }

    /// <summary>What readers would see of an announcement, or of its next version, were it published as it is: at its instant, or now.</summary>
    /// <param name="present">The announcement, by the clock.</param>
    /// <param name="draft">Its next version; null for the announcement itself.</param>
    /// <param name="categories">The categories as they are.</param>
    /// <param name="archiveAfter">The setting <c>Bulletin:Archiving:After</c>.</param>
    /// <param name="now">The moment.</param>
    public static Announcement Preview(
        Announcement present, AnnouncementDraft? draft, CategorySet categories, TimeSpan archiveAfter, DateTimeOffset now)
    {
        Announcement content = draft?.On(present, categories) ?? present;
        DateTimeOffset at = content.PublishedAt > now ? content.PublishedAt.Value : now;
        AnnouncementStatus status = present.Status == AnnouncementStatus.Archived ? AnnouncementStatus.Archived : AnnouncementStatus.Published;
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
