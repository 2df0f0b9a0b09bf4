/** What a call takes besides its parameters. */
export interface RequestOptions {
  /** Gives up: what waits for an answer throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * A list that comes in pages. Going through it asks for a page when it is needed; going through it again begins anew.
 *
 * ```ts
 * for await (const announcement of client.announcements({ category: ["sport"] })) { … }
 * for await (const page of client.announcements({ limit: 100 }).pages()) { … }
 * ```
 * Whatever comes and goes meanwhile, every item whose place in the list does not change comes exactly once.
 */
export interface Listing<Item, Page extends ListPage<Item>> extends AsyncIterable<Item> {
  /** The pages as the service answers them. A page may have few items, or none, and others after it. */
  pages(): AsyncIterable<Page>;
}

/** A page of a list. */
export interface ListPage<Item> {
  items: Item[];

  /** The cursor of the page after it, or null at the end. */
  next: string | null;
}

/**
 * Makes a list of a function that reads a page of it.
 * @param read Reads the page at a cursor.
 * @param from The cursor of the first page; absent for the beginning of the list.
 */
export function listingOf<Item, Page extends ListPage<Item> = ListPage<Item>>(
  read: (cursor: string | undefined) => Promise<Page>,
  from?: string,
): Listing<Item, Page> {
  async function* pages(): AsyncGenerator<Page, void> {
    let cursor: string | null | undefined = from;
    do {
      const page: Page = await read(cursor);
      yield page;
      cursor = page.next;
    } while (cursor !== null);
  }

  async function* items(): AsyncGenerator<Item, void> {
    for await (const page of pages()) {
      yield* page.items;
    }
  }

  return { pages, [Symbol.asyncIterator]: items };
}
