using Bulletin.Access;
using Bulletin.Announcements;
using Bulletin.Site;

namespace Bulletin.Tests.Access;

public sealed class AccessTests
{
    private static readonly Actor Author = new("Ewa", Role.Author);
    private static readonly Actor OtherAuthor = new("Adam", Role.Author);
    private static readonly Actor Editor = new("Jan", Role.Editor);

    [Fact]
    public void An_author_sees_and_changes_drafts_of_their_own()
    {
        AccessRules.CheckOwn(Author, A.Draft());
        AccessRules.CheckChange(Author, A.Draft(), AnnouncementStatus.Draft);
        Assert.Equal("forbidden", A.KindOf(() => AccessRules.CheckOwn(OtherAuthor, A.Draft())).Name);
        Assert.Equal("forbidden", A.KindOf(() => AccessRules.CheckChange(Author, A.Draft(), AnnouncementStatus.Published)).Name);
        Assert.All(
            [A.Published(), A.Scheduled(A.Moment.AddDays(1)), A.Archived(), A.Deleted()],
            own => Assert.Equal("forbidden", A.KindOf(() => AccessRules.CheckOwn(Author, own)).Name));
    }

    [Fact]
    public void An_author_reads_what_became_of_their_own()
    {
        Actor reading = Author with { Reach = AccessRules.Operations["GetForEditors"].Reach };
        Assert.All(
            [A.Draft(), A.Published(), A.Scheduled(A.Moment.AddDays(1)), A.Archived(), A.Deleted()],
            own =>
            {
                AccessRules.CheckOwn(reading, own);
                Assert.Equal("forbidden", A.KindOf(() => AccessRules.CheckOwn(OtherAuthor with { Reach = reading.Reach }, own)).Name);
            });
    }

    [Fact]
    public void Editors_admins_and_the_service_itself_change_everybodys() => Assert.All(
        [Editor, new Actor("Ola", Role.Admin), Actor.Service],
        actor => AccessRules.CheckChange(actor, A.Published(), AnnouncementStatus.Draft));

    [Fact]
    public void Categories_are_for_admins_publishing_for_editors_and_writing_for_authors() => Assert.Equal(
        (Role.Admin, Role.Editor, Role.Author, Role.Author),
        (AccessRules.Operations["DeleteCategory"].LeastRole, AccessRules.Operations["PublishAnnouncement"].LeastRole, AccessRules.Operations["CreateAnnouncement"].LeastRole, AccessRules.Operations["DeleteAnnouncement"].LeastRole));
}
