namespace Bulletin.Site;

/// <summary>The user or program that acts: the holder of a credential, or the service itself.</summary>
/// <param name="Name">The name shown in revisions and in the change log.</param>
/// <param name="Role">The actor's role; null for the service itself.</param>
public sealed record Actor(string Name, Role? Role)
{
    /// <summary>The prefix of the actor id of a stored API key; the key's id follows.</summary>
    public const string KeyPrefix = "key/";

    /// <summary>The prefix of the actor id of a user signed in at the OpenID Connect issuer; a hash follows.</summary>
    public const string OidcPrefix = "oidc/";

    /// <summary>
    /// The permanent, unique id of the actor, which stays the same if the name changes or is reused. For a key from the
    /// settings it is the name, which is unique there.
    /// </summary>
    public string Id { get; init; } = Name;

    /// <summary>
    /// The announcements on which the actor may use the current operation. It restricts authors only; other roles reach
    /// all.
    /// </summary>
    public Reach Reach { get; init; }

    /// <summary>The service itself: its timers and its command line.</summary>
    public static Actor Service { get; } = new("Bulletin", null);
}

/// <summary>The announcements on which an author may use an operation.</summary>
public enum Reach
{
    /// <summary>The author's own drafts.</summary>
    OwnDrafts,

    /// <summary>The author's own announcements, in every state.</summary>
    Own,

    /// <summary>All announcements.</summary>
    Everything,
}

/// <summary>The permissions of a credential.</summary>
public enum Role
{
    /// <summary>Works on own drafts, and may read what becomes of them.</summary>
    Author,

    /// <summary>May do everything with announcements.</summary>
    Editor,

    /// <summary>May do everything, including categories, keys, import and purging.</summary>
    Admin,
}
