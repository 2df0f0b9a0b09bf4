namespace Bulletin.Content;

/// <summary>Counts table cells while they are written, including those of nested tables.</summary>
internal sealed class TableCount
{
    private readonly Stack<int> cellsInOpenRows = new();
    private int cells;

    /// <summary>Counts an element at its start tag.</summary>
    /// <exception cref="ContentException">A row or the body has too many cells.</exception>
    public void Enter(string element)
    {
        if (element == "tr")
        {
            cellsInOpenRows.Push(0);
        }

        if (element is not ("td" or "th"))
        {
            return;
        }

        if (++cells > ContentLimits.MaximumTableCells)
        {
            throw ContentLimits.TooManyCells();
        }

        if (cellsInOpenRows.TryPop(out int inRow))
        {
            cellsInOpenRows.Push(inRow + 1);
        }

        if (inRow >= ContentLimits.MaximumTableColumns)
        {
            throw ContentLimits.TooManyColumns();
        }
    }

    /// <summary>Records the end of an element.</summary>
    public void Leave(string element)
    {
        if (element == "tr")
        {
            cellsInOpenRows.Pop();
        }
    }
}
