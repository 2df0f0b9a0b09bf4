namespace Bulletin.Search;

/// <summary>The letters of a word while it becomes a stem.</summary>
internal ref struct StemBuffer(Span<char> letters, int length)
{
    private Span<char> _letters = letters;

    public int Length { get; private set; } = length;

    public readonly ReadOnlySpan<char> Letters => _letters[..Length];

    public readonly char Last => _letters[Length - 1];

    public readonly bool EndsWith(string suffix) => Letters.EndsWith(suffix);

    public readonly bool StartsWith(string prefix) => Letters.StartsWith(prefix);

    public void Cut(int count) => Length -= count;

    public void CutStart(int count)
    {
        _letters = _letters[count..];
        Length -= count;
    }

    /// <summary>Appends a letter; one must have been removed before, so that there is space.</summary>
    public void Append(char letter) => _letters[Length++] = letter;

    /// <summary>Replaces the last letters with others, not more than there were.</summary>
    public void Replace(int count, string by)
    {
        Cut(count);
        by.CopyTo(_letters[Length..]);
        Length += by.Length;
    }

    public readonly void Set(int index, char letter) => _letters[index] = letter;
}
