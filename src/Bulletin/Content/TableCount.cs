namespace Bulletin.Content;

/// <summary>Counts the cells of tables while they are written, also of tables in tables.</summary>
internal sealed class TableCount
{
    private readonly Stack<int> cellsInOpenRows = new();
    private int cells;

    /// <summary>Notes the start of an element.</summary>
    /// <exception cref="ContentException">A row or the body has too many cells.</exception>
    public void Enter(string element)
    {
        if (element == "tr")
            cellsInOpenRows.Push(0);
        if (element is not ("td" or "th"))
            return;

        if (++cells > ContentLimits.MaximumTableCells)
            throw ContentLimits.TooManyCells();
        if (cellsInOpenRows.TryPop(out var inRow))
            cellsInOpenRows.Push(inRow + 1);
        if (inRow >= ContentLimits.MaximumTableColumns)
            throw ContentLimits.TooManyColumns();
    }

    /// <summary>Notes the end of an element.</summary>
    public void Leave(string element)
    {
        if (element == "tr")
            cellsInOpenRows.Pop();
    }
}
