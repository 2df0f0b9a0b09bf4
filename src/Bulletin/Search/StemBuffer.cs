namespace Bulletin.Search;

/// <summary>The letters of a word while it becomes a stem.</summary>
internal ref struct StemBuffer(Span<char> letters, int length)
{
    private Span<char> letters = letters;

    public int Length { get; private set; } = length;

    public readonly ReadOnlySpan<char> Letters => letters[..Length];

    public readonly char Last => letters[Length - 1];

    public readonly bool EndsWith(string suffix) => Letters.EndsWith(suffix);

    public readonly bool StartsWith(string prefix) => Letters.StartsWith(prefix);

    public void Cut(int count) => Length -= count;

    public void CutStart(int count)
    {
        letters = letters[count..];
        Length -= count;
    }

    /// <summary>Appends a letter; one must have been removed before, so that there is space.</summary>
    public void Append(char letter) => letters[Length++] = letter;

    /// <summary>Replaces the last letters with others, not more than there were.</summary>
    public void Replace(int count, string by)
    {
        Cut(count);
        by.CopyTo(letters[Length..]);
        Length += by.Length;
    }

    public readonly void Set(int index, char letter) => letters[index] = letter;
}
