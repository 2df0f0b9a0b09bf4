import type { RequestOptions } from "./listing.js";
import type { Announcement, Category, Change, ChangeList } from "./model.js";
import { BulletinProblem } from "./problem.js";

/** A copy of what is public, in a store of the app's own. It belongs to one service; one sync of it runs at a time. */
export interface ChangeStore {
  /** The token that the last page was applied with; null when nothing was, or after a clearing. */
  token(): Promise<string | null> | string | null;

  /**
   * Applies a page of changes and keeps its token, both in one transaction: either all of it is done or nothing. After a failure, or
   * a crash, the page comes again; to apply it twice is harmless.
   *
   * In their order: a change of the kind `category` puts its `category` in the place of what the copy has under its `id`, every other
   * its `announcement`; null means that it is gone. An announcement of the kind `archived` is no longer in the list but still at its
   * address; its `status` says so.
   * @param changes The changes; may be none.
   * @param token The token to keep.
   */
  apply(changes: readonly Change[], token: string): Promise<void> | void;

  /** Forgets everything, the token too, in one transaction. */
  clear(): Promise<void> | void;
}

/** How to sync. */
export interface SyncOptions extends RequestOptions {
  /** The most changes of a page, each with a whole announcement, 1 to 100; the service's default is 50. */
  limit?: number | undefined;
}

/** What a sync did. */
export interface SyncResult {
  /** How many changes were applied; 0 when the copy was current. */
  changes: number;

  /** Whether the copy was too old, or of another site, and was made anew. */
  startedOver: boolean;
}

/**
 * Brings a copy up to date: reads page after page until there is no more, and applies each.
 * @param read Reads a page of changes.
 * @param store The copy.
 */
export async function syncChanges(
  read: (since: string | null) => Promise<ChangeList>,
  store: ChangeStore,
): Promise<SyncResult> {
  const result: SyncResult = { changes: 0, startedOver: false };
  let since = await store.token();
  for (;;) {
    let page: ChangeList;
    try {
      page = await read(since);
    } catch (failure) {
      // Once: a service that refuses its own tokens would make an endless loop of it.
      if (since === null || result.startedOver || !isTokenTooOld(failure)) {
        throw failure;
      }

      await store.clear();
      since = null;
      result.startedOver = true;
      continue;
    }

    if (page.items.length > 0 || page.next !== since) {
      await store.apply(page.items, page.next);
    }

    result.changes += page.items.length;
    since = page.next;
    if (!page.more) {
      return result;
    }
  }
}

/** A copy in memory: for an app that begins anew at every start, and as the model of a store that lasts. */
export class MemoryChangeStore implements ChangeStore {
  readonly #announcements = new Map<string, Announcement>();
  readonly #categories = new Map<string, Category>();
  #token: string | null = null;

  /** The announcements by their ids, with those that were archived since the copy was begun. */
  get announcements(): ReadonlyMap<string, Announcement> {
    return this.#announcements;
  }

  /** The categories by their ids. */
  get categories(): ReadonlyMap<string, Category> {
    return this.#categories;
  }

  token(): string | null {
    return this.#token;
  }

  apply(changes: readonly Change[], token: string): void {
    for (const change of changes) {
      if (change.kind === "category") {
        put(this.#categories, change.id, change.category);
      } else {
        put(this.#announcements, change.id, change.announcement);
      }
    }

    this.#token = token;
  }

  clear(): void {
    this.#announcements.clear();
    this.#categories.clear();
    this.#token = null;
  }
}

function put<Thing>(things: Map<string, Thing>, id: string, thing: Thing | null): void {
  if (thing === null) {
    things.delete(id);
  } else {
    things.set(id, thing);
  }
}

function isTokenTooOld(failure: unknown): boolean {
  return failure instanceof BulletinProblem && failure.status === 410 && failure.type === "/problems/token-too-old";
}
