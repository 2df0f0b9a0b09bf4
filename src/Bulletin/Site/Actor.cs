namespace Bulletin.Site;

/// <summary>Who acts: the holder of a credential, or the service itself.</summary>
/// <param name="Name">The name that revisions and the change log show.</param>
/// <param name="Role">What the actor may do; null for the service itself.</param>
public sealed record Actor(string Name, Role? Role)
{
    /// <summary>How the id of the holder of a stored key begins; its id follows.</summary>
    public const string KeyPrefix = "key/";

    /// <summary>How the id of who signed in at the OpenID Connect issuer begins; a hash follows.</summary>
    public const string OidcPrefix = "oidc/";

    /// <summary>
    /// What tells the actor from all others for good, also when the name changes or goes to somebody else. For a key of the settings it is
    /// the name, which is unique there.
    /// </summary>
    public string Id { get; init; } = Name;

    /// <summary>The announcements that the actor reaches by the operation that is used; of an author only, others reach all.</summary>
    public Reach Reach { get; init; }

    /// <summary>The service itself: its timers and its command line.</summary>
    public static Actor Service { get; } = new("Bulletin", null);
}

/// <summary>The announcements that an author reaches by an operation.</summary>
public enum Reach
{
    /// <summary>Drafts of their own.</summary>
    OwnDrafts,

    /// <summary>Announcements of their own, in every state.</summary>
    Own,

    /// <summary>All.</summary>
    Everything,
}

/// <summary>What a credential allows.</summary>
public enum Role
{
    /// <summary>Drafts of their own, and reading what became of them.</summary>
    Author,

    /// <summary>Everything about announcements.</summary>
    Editor,

    /// <summary>Everything: categories, keys, import and purging too.</summary>
    Admin,
}
