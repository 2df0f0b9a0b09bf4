namespace Bulletin.Search;

/// <summary>Kinds of endings, as far as what stands before them depends on it.</summary>
internal enum EndingKind
{
    /// <summary>Every ending, and none.</summary>
    Any,

    /// <summary>No ending.</summary>
    None,

    /// <summary>An ending of the past tense.</summary>
    Past,

    /// <summary>One with <c>i</c> first, the sign of a soft consonant before it.</summary>
    Soft,

    /// <summary>No ending, or one with another letter first.</summary>
    NotSoft,
}
