using System.Globalization;
using System.Text;

namespace Bulletin.Content;

/// <summary>
/// Collects text up to a maximum length and throws beyond it, so that a few kilobytes cannot become many megabytes.
/// </summary>
internal sealed class BoundedTextWriter(int maximumLength) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly StringBuilder text = new();

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.Unicode;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        Reserve(1);
        text.Append(value);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        Reserve(buffer.Length);
        text.Append(buffer);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private void Reserve(int length)
    {
        if (text.Length + length > maximumLength)
        {
            throw ContentLimits.TooMuchHtml();
        }
    }
}
