namespace Bulletin.Search;

/// <summary>The endings of Polish words, grouped by their effect on the suffix before them.</summary>
internal enum EndingKind
{
    /// <summary>Every ending, including none.</summary>
    Any,

    /// <summary>No ending.</summary>
    None,

    /// <summary>An ending of the past tense.</summary>
    Past,

    /// <summary>An ending that starts with <c>i</c>, which marks a soft consonant before it.</summary>
    Soft,

    /// <summary>No ending, or one that starts with another letter.</summary>
    NotSoft,
}
