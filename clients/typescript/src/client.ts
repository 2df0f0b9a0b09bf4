import createClient, { type Client, type Middleware } from "openapi-fetch";
import { syncChanges, type ChangeStore, type SyncOptions, type SyncResult } from "./changes.js";
import { listingOf, type Listing, type RequestOptions } from "./listing.js";
import type {
  Announcement,
  AnnouncementList,
  EditorsAnnouncement,
  EditorsAnnouncementList,
  FoundAnnouncement,
  FoundAnnouncementList,
} from "./model.js";
import { answerOf } from "./problem.js";
import type { operations, paths } from "./schema.js";

/** Where the service is, and who calls it. */
export interface BulletinClientOptions {
  /** The address of the service, such as `https://news.example.org`. */
  baseUrl: string;

  /** An API key, for editors. It is sent with every call: give it to no client whose code the public gets. */
  token?: string | undefined;

  /** Sends the requests; the platform's `fetch` by default. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
}

/**
 * Calls the service: every operation by its path, typed by the OpenAPI document, as `openapi-fetch` does it (`GET`, `POST`, …, which
 * tell an error in their result; {@link answerOf} throws it), and what needs more than one call.
 *
 * The methods below throw {@link BulletinProblem} for an answer that is no success, and what `fetch` throws when there is none. They
 * repeat no failed request: when storage is away (503), `retryAfter` says how long to wait.
 */
export interface BulletinClient extends Client<paths> {
  /** The public announcements, or the archive: pinned first, then newest first. */
  announcements(query?: Query<"ListAnnouncements">, options?: RequestOptions): Listing<Announcement, AnnouncementList>;

  /** The announcements that have all the words, best match first, with where the words are. */
  search(query: NonNullable<Query<"Search">>, options?: RequestOptions): Listing<FoundAnnouncement, FoundAnnouncementList>;

  /** Announcements of every state, last changed first. Needs a token. */
  announcementsForEditors(query?: Query<"ListForEditors">, options?: RequestOptions): Listing<EditorsAnnouncement, EditorsAnnouncementList>;

  /**
   * Brings a copy of what is public up to date; the first time this reads everything. A copy that is too old is cleared and made anew.
   * What was applied before a failure stays, and the next sync goes on there.
   */
  syncChanges(store: ChangeStore, options?: SyncOptions): Promise<SyncResult>;
}

type Query<Operation extends keyof operations> = operations[Operation]["parameters"]["query"];

/** Makes a client of a service. */
export function createBulletinClient({ baseUrl, token, fetch }: BulletinClientOptions): BulletinClient {
  const calls = createClient<paths>({
    baseUrl,
    ...(fetch && { fetch }),
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    // Several categories stand in one parameter, between commas.
    querySerializer: { array: { style: "form", explode: false } },
  });
  calls.use(mergePatch);

  return {
    ...calls,
    announcements: (query, { signal } = {}) => listingOf(
      (cursor) => answerOf(calls.GET("/api/announcements", { params: { query: { ...query, cursor } }, signal })),
      query?.cursor,
    ),
    search: (query, { signal } = {}) => listingOf(
      (cursor) => answerOf(calls.GET("/api/search", { params: { query: { ...query, cursor } }, signal })),
      query.cursor,
    ),
    announcementsForEditors: (query, { signal } = {}) => listingOf(
      (cursor) => answerOf(calls.GET("/api/editor/announcements", { params: { query: { ...query, cursor } }, signal })),
      query?.cursor,
    ),
    syncChanges: (store, { limit, signal } = {}) => syncChanges(
      (since) => answerOf(calls.GET("/api/changes", { params: { query: { since: since ?? undefined, limit } }, signal })),
      store,
    ),
  };
}

// The only form of PATCH that the service knows; openapi-fetch would say application/json.
const mergePatch: Middleware = {
  onRequest({ request }) {
    if (request.method === "PATCH") {
      request.headers.set("Content-Type", "application/merge-patch+json");
    }
  },
};
