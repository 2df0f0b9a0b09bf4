using DiffPlex;
using DiffPlex.Model;

namespace Bulletin.Announcements.Revisions;

/// <summary>
/// The difference of two texts in words. The equal and deleted parts together are exactly the first text, the equal and
/// inserted parts the second.
/// </summary>
/// <remarks>
/// The time to compare grows with the square of the number of differing pieces. So texts are compared in the finest
/// pieces of which there are not too many: words, or else sentences, or else paragraphs; the pieces that differ are
/// then compared in finer ones. Texts that are still too long become one deletion and one insertion.
/// </remarks>
internal sealed class TextDifference
{
    /// <summary>The maximum number of pieces of both texts together in one comparison.</summary>
    private const int MaximumPieces = 8000;

    /// <summary>The maximum number of steps in total; a comparison takes the square of its number of pieces.</summary>
    private const long MaximumSteps = 4L * MaximumPieces * MaximumPieces;

    private static readonly TextPieces[] FinestFirst = [TextPieces.Words, TextPieces.Sentences, TextPieces.Paragraphs];

    private readonly List<TextPart> parts = [];
    private long stepsLeft = MaximumSteps;

    private TextDifference()
    {
    }

    /// <summary>Returns the parts in order; none for two empty texts.</summary>
    public static IReadOnlyList<TextPart> Between(string from, string to)
    {
        var difference = new TextDifference();
        if (from == to)
        {
            difference.Add(TextPart.Equal, from);
        }
        else
        {
            difference.Compare(from, to, FinestFirst.Length);
        }

        return Readable(difference.parts);
    }

    private void Compare(string from, string to, int levels)
    {
        if (!TryCompare(from, to, levels))
        {
            Replace(from, to);
        }
    }

    // Uses the finest pieces of which there are not too many, among the given number of kinds.
    private bool TryCompare(string from, string to, int levels)
    {
        for (int level = 0; level < levels; level++)
        {
            TextPieces pieces = FinestFirst[level];
            IReadOnlyList<string> old = pieces.Chunk(from);
            IReadOnlyList<string> changed = pieces.Chunk(to);
            int before = CommonAtTheBeginning(old, changed);
            int after = CommonAtTheEnd(old, changed, before);
            long count = old.Count + changed.Count - (2L * (before + after));
            if (count <= MaximumPieces && count * count <= stepsLeft)
            {
                stepsLeft -= count * count;
                Compare(from, to, level);
                return true;
            }
        }

        return false;

        void Compare(string from, string to, int level) =>
            Take(Differ.Instance.CreateDiffs(from, to, ignoreWhiteSpace: false, ignoreCase: false, FinestFirst[level]), level);
    }

    private void Take(DiffResult result, int level)
    {
        string[] old = [.. result.PiecesOld];
        string[] changed = [.. result.PiecesNew];
        int at = 0;
        foreach (DiffBlock block in result.DiffBlocks)
        {
            Add(TextPart.Equal, string.Concat(old[at..block.DeleteStartA]));
            at = block.DeleteStartA + block.DeleteCountA;
            Changed(old[block.DeleteStartA..at], changed[block.InsertStartB..(block.InsertStartB + block.InsertCountB)], level);
        }

        Add(TextPart.Equal, string.Concat(old[at..]));
    }

    // Compares differing pieces in finer ones. If these are too many, but both texts have the same number of pieces,
    // most likely each piece was changed, so they are compared in pairs.
    private void Changed(string[] old, string[] changed, int level)
    {
        string from = string.Concat(old);
        string to = string.Concat(changed);
        if (from.Length == 0 || to.Length == 0 || level == 0)
        {
            Replace(from, to);
        }
        else if (!TryCompare(from, to, level))
        {
            if (old.Length == changed.Length && old.Length > 1)
            {
                for (int index = 0; index < old.Length; index++)
                {
                    Compare(old[index], changed[index], level);
                }
            }
            else
            {
                Replace(from, to);
            }
        }
    }

    private void Replace(string from, string to)
    {
        Add(TextPart.Delete, from);
        Add(TextPart.Insert, to);
    }

    private void Add(string op, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new TextPart(op, text));
        }
    }

    private static int CommonAtTheBeginning(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        int most = Math.Min(one.Count, other.Count);
        int common = 0;
        while (common < most && one[common] == other[common])
        {
            common++;
        }

        return common;
    }

    private static int CommonAtTheEnd(IReadOnlyList<string> one, IReadOnlyList<string> other, int before)
    {
        int most = Math.Min(one.Count, other.Count) - before;
        int common = 0;
        while (common < most && one[^(common + 1)] == other[^(common + 1)])
        {
            common++;
        }

        return common;
    }

    // Combines each run of changes into one deletion and one insertion, including unchanged spaces between changed
    // words.
    private static List<TextPart> Readable(List<TextPart> parts)
    {
        List<TextPart> readable = [];
        int index = 0;
        while (index < parts.Count)
        {
            int start = index;
            while (index < parts.Count && (parts[index].Op != TextPart.Equal || IsInside(parts, start, index)))
            {
                index++;
            }

            AddTo(readable, TextPart.Delete, Joined(parts, start, index, TextPart.Insert));
            AddTo(readable, TextPart.Insert, Joined(parts, start, index, TextPart.Delete));
            start = index;
            while (index < parts.Count && parts[index].Op == TextPart.Equal)
            {
                index++;
            }

            AddTo(readable, TextPart.Equal, Joined(parts, start, index, TextPart.Delete));
        }

        return readable;
    }

    private static bool IsInside(List<TextPart> parts, int start, int index) =>
        index > start
        && index + 1 < parts.Count
        && parts[index + 1].Op != TextPart.Equal
        && parts[index].Text.All(character => char.IsWhiteSpace(character) && character is not ('\r' or '\n'));

    private static string Joined(List<TextPart> parts, int start, int end, string without) =>
        string.Concat(parts[start..end].Where(part => part.Op != without).Select(part => part.Text));

    private static void AddTo(List<TextPart> parts, string op, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new TextPart(op, text));
        }
    }
}

/// <summary>A part of the difference between two texts.</summary>
/// <param name="Op"><c>equal</c>, <c>delete</c> or <c>insert</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record TextPart(string Op, string Text)
{
    public const string Equal = "equal";
    public const string Delete = "delete";
    public const string Insert = "insert";
}
