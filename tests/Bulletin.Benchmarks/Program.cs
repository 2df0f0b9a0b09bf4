using Bulletin.Benchmarks;

// Prints the measurements as Markdown, to be copied to docs/benchmarks.md together with the command.
switch (args)
{
    case ["storage"]:
        await StorageRequests.RunAsync();
        return 0;
    case ["create", .. var rest]:
        await CreateMany.RunAsync(rest is [var count] ? int.Parse(count) : 10_000);
        return 0;
    case ["import", .. var rest]:
        await Importing.RunAsync(rest is [var size] ? int.Parse(size) : 2_000);
        return 0;
    case ["writing", .. var rest]:
        await Writing.RunAsync(rest is [var time] ? int.Parse(time) : 20);
        return 0;
    case ["bodies", .. var rest]:
        await Bodies.RunAsync(rest is [var generations] ? int.Parse(generations) : 40);
        return 0;
    case ["pages"]:
        await Rendering.RunAsync();
        return 0;
    case ["pictures"]:
        await Pictures.RunAsync();
        return 0;
    case ["picture", var picture]:
        await Pictures.OneAsync(picture);
        return 0;
    case ["picture-uploads", var picture]:
        await Pictures.UploadsAsync(picture);
        return 0;
    case ["media", var functionApp, .. var rest]:
        return await MediaServing.RunAsync(functionApp, rest is [var length] ? int.Parse(length) : 10);
    case ["archive", .. var rest]:
        await HugeArchive.RunAsync(rest is [var archived] ? int.Parse(archived) : 50_000);
        return 0;
    case ["start", var functionApp]:
        return await ColdStart.RunAsync(functionApp);
    case ["reading", var functionApp, .. var rest]:
        return await Reading.RunAsync(functionApp, rest is [var seconds] ? int.Parse(seconds) : 10);
    case ["search-currency", .. var rest]:
        await SearchCurrency.RunAsync(rest is [var posts] ? int.Parse(posts) : 300);
        return 0;
    case ["search", var functionApp, .. var rest]:
        return await Searching.RunAsync(functionApp, rest is [var announcements] ? int.Parse(announcements) : 10_000);
    case ["bare", var answers]:
        await BareKestrel.RunAsync(answers);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: dotnet run -c Release --project tests/Bulletin.Benchmarks -- <benchmark>
              storage           storage requests of a list page, an item, a write
              create [10000]    whether creating slows down as the site grows
              import [2000]     an import beside one by one, and an export, at two sizes; writes docs/benchmarks.md
              writing [20]      small writes alone, beside four authors of heavy texts, and 900 at once; rounds of 20 s; writes docs/benchmarks.md
              bodies [40]       the slowest bodies that are accepted and refused, by patterns and by 40 generations of changed texts; writes docs/benchmarks.md
              pages             rendering pages, and their size on the wire; writes docs/benchmarks.md
              pictures          reading pictures and making their renditions: processor time and memory; writes docs/benchmarks.md
              media <folder> [10]
                                a cached picture beside a bare Kestrel, and the memory of 50 uploads at once; needs wrk; writes docs/benchmarks.md
              archive [50000]   the pages of an archive of ten years; writes docs/benchmarks.md
              start <folder>    start, memory and size of the native function app in <folder>, beside the JIT build
              search <folder> [10000]
                                first search, memory of the index, and searches per second and their latency; needs wrk; writes docs/benchmarks.md
              search-currency [300]
                                how soon search finds what the instance itself wrote, in batches; writes docs/benchmarks.md
              reading <folder> [10]
                                requests per second of what readers ask for, natively and by the JIT, beside a bare Kestrel; needs wrk;
                                rounds of 10 s; writes docs/benchmarks.md and docs/benchmarks-reading.svg
            """);
        return 2;
}
