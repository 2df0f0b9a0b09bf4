import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  answerOf,
  BulletinProblem,
  createBulletinClient,
  MemoryChangeStore,
  type AnnouncementInput,
  type AnnouncementPatch,
  type BulletinClient,
  type Change,
  type EditorsAnnouncement,
} from "bulletin-client";
import { startService, startStorage, type Service, type Storage } from "./service.js";

let storage: Storage;
let service: Service;
let reader: BulletinClient;
let editor: BulletinClient;

before(async () => {
  storage = await startStorage();
  service = await startService(storage, "main");
  reader = createBulletinClient({ baseUrl: service.baseUrl });
  editor = createBulletinClient({ baseUrl: `${service.baseUrl}/`, token: "bk_local_admin" });
});

after(async () => {
  await service?.stop();
  await storage?.stop();
});

test("an announcement is made, published, renamed, archived and deleted", async () => {
  const made = await post({ title: "Nowy park w Topolcu", body: "Od **maja**.", status: "draft" });
  await rejectsWith(answerOf(reader.GET("/api/announcements/{id}", { params: { path: { id: made.id } } })), 404, "/problems/not-found");

  const published = await answerOf(editor.POST("/api/announcements/{id}/publish", { params: { path: { id: made.id } } }));
  assert.equal(published.status, "published");

  const renamed = await change(published, { title: "Park otwarty", slug: null });
  assert.equal(renamed.slug, "park-otwarty");
  const byFormerSlug = await answerOf(reader.GET("/api/announcements/{id}", { params: { path: { id: published.slug } } }));
  assert.equal(byFormerSlug.slug, "park-otwarty");
  assert.match(byFormerSlug.bodyHtml ?? "", /<strong>maja<\/strong>/);

  const archived = await answerOf(editor.POST("/api/announcements/{id}/archive", { params: { path: { id: made.id } } }));
  assert.equal(archived.status, "archived");

  await remove(archived);
  await rejectsWith(answerOf(reader.GET("/api/announcements/{id}", { params: { path: { id: made.id } } })), 410, "/problems/gone");
});

test("a problem says its kind and what is wrong with what", async () => {
  const made = await post({ title: "Zebranie", body: "O 18:00." });
  await change(made, { title: "Zebranie mieszkańców" });
  const stale = await rejectsWith(change(made, { title: "Odwołane" }), 412, "/problems/changed-meanwhile");
  assert.equal(stale.title, "It was changed meanwhile");
  assert.equal(stale.message, stale.detail);
  assert.equal(stale.retryAfter, null);

  const invalid = await rejectsWith(post({ title: "", body: "" }), 400, "/problems/invalid");
  assert.ok(invalid.errors["title"]?.[0]);

  const withoutKey = answerOf(reader.POST("/api/announcements", { body: { title: "Bez klucza", body: "" } }));
  await rejectsWith(withoutKey, 401, "/problems/unauthorized");
});

test("an answer of something else than the service is a problem too", async () => {
  const headers = { "Retry-After": "Thu, 01 Jan 2099 00:00:00 GMT" };
  const proxy = createBulletinClient({
    baseUrl: service.baseUrl,
    fetch: async () => new Response("<h1>Bad gateway</h1>", { status: 502, statusText: "Bad Gateway", headers }),
  });
  const problem = await rejectsWith(answerOf(proxy.GET("/api/categories")), 502, "about:blank");
  assert.equal(problem.message, "Bad Gateway");
  assert.deepEqual(problem.errors, {});
  assert.ok(problem.retryAfter! > 1_000_000);
});

test("going through the pages of a list shows every announcement once", async () => {
  const [whole] = await all(reader.announcements({ limit: 100 }).pages());
  assert.equal(whole?.next, null);
  const titles = whole!.items.map((announcement) => announcement.title);
  assert.ok(titles.length > 20);

  const inPages = reader.announcements({ limit: 3 });
  assert.deepEqual((await all(inPages)).map((announcement) => announcement.title), titles);
  const pages = await all(inPages.pages());
  assert.deepEqual(pages.flatMap((page) => page.items).map((announcement) => announcement.title), titles);
  assert.ok(pages.every((page) => page.items.length <= 3));

  const rest = await all(reader.announcements({ limit: 3, cursor: pages[1]!.next! }));
  assert.deepEqual(rest.map((announcement) => announcement.title), titles.slice(6));
});

test("a list has its filters: several categories, the archive, the states for editors", async () => {
  const { items: categories } = await answerOf(reader.GET("/api/categories"));
  const [first, second] = categories.filter((category) => category.count > 0).map((category) => category.slug);
  const slugsOf = async (category: string[]) => (await all(reader.announcements({ category, limit: 2 }))).map((one) => one.slug).sort();
  const together = new Set([...(await slugsOf([first!])), ...(await slugsOf([second!]))]);
  assert.deepEqual(await slugsOf([first!, second!]), [...together].sort());

  for await (const announcement of reader.announcements({ status: "archived" })) {
    assert.equal(announcement.status, "archived");
  }

  const draft = await post({ title: "Jeszcze szkic", body: "…", status: "draft" });
  const drafts = await all(editor.announcementsForEditors({ status: "draft", limit: 1 }));
  assert.ok(drafts.some((announcement) => announcement.id === draft.id));
  await rejectsWith(all(reader.announcementsForEditors()), 401, "/problems/unauthorized");
});

test("an empty page is not the end of a list", async () => {
  const answers = [{ items: [], next: "a" }, { items: [{ title: "Koniec" }], next: "b" }, { items: [], next: null }];
  const client = createBulletinClient({ baseUrl: service.baseUrl, fetch: async () => Response.json(answers.shift()) });
  assert.deepEqual((await all(client.announcements())).map((announcement) => announcement.title), ["Koniec"]);
  assert.equal(answers.length, 0);
});

test("a search finds inflected words and shows where they are", async () => {
  for (const place of ["Topolcu", "Lipnicy", "Dębinie"]) {
    await post({ title: `Remont wiaduktu w ${place}`, body: "Objazd." });
  }

  const found = await all(reader.search({ q: "wiadukty remont", limit: 2 }));
  assert.equal(found.length, 3);
  assert.match(found[0]!.highlight.title ?? "", /<mark>/);
  await rejectsWith(all(reader.search({ q: "" })), 400, "/problems/invalid");
});

test("a copy follows what happens", async () => {
  const store = new MemoryChangeStore();
  const begun = await reader.syncChanges(store, { limit: 7 });
  assert.ok(begun.changes > 20 && !begun.startedOver);
  await assertCurrent(store);
  const token = store.token();
  assert.deepEqual(await reader.syncChanges(store), { changes: 0, startedOver: false });
  assert.equal(store.token(), token);

  const made = await post({ title: "Zmiana rozkładu", body: "Od poniedziałku." });
  const gone = await post({ title: "Pomyłka", body: "Nic." });
  const renamed = await change(made, { title: "Zmiana rozkładu jazdy", slug: null });
  await reader.syncChanges(store);
  assert.equal(store.announcements.get(made.id)?.slug, renamed.slug);
  assert.equal(store.announcements.get(made.id)?.body, "Od poniedziałku.");
  assert.ok(store.announcements.has(gone.id));

  await remove(gone);
  await answerOf(editor.POST("/api/announcements/{id}/archive", { params: { path: { id: made.id } } }));
  await reader.syncChanges(store);
  assert.ok(!store.announcements.has(gone.id));
  assert.equal(store.announcements.get(made.id)?.status, "archived");
  await assertCurrent(store);
});

test("copies that sync while editors work end up current", async () => {
  const stores = [new MemoryChangeStore(), new MemoryChangeStore(), new MemoryChangeStore()];
  let working = true;
  const syncing = stores.map(async (store, index) => {
    while (working) {
      await reader.syncChanges(store, { limit: 1 + index * 10 });
    }
  });
  try {
    await Promise.all([1, 2, 3].map(work));
  } finally {
    working = false;
    await Promise.all(syncing);
  }

  for (const store of stores) {
    await reader.syncChanges(store);
    await assertCurrent(store);
  }
});

test("a sync goes on where its store failed or it was aborted", async () => {
  const failing = new (class extends MemoryChangeStore {
    applied = 0;
    override apply(changes: readonly Change[], token: string): void {
      if (this.applied++ === 2) {
        throw new Error("The disk is full");
      }
      super.apply(changes, token);
    }
  })();
  await assert.rejects(reader.syncChanges(failing, { limit: 5 }), /The disk is full/);
  const kept = failing.announcements.size + failing.categories.size;
  assert.equal(kept, 10);

  const abort = new AbortController();
  const aborting = new (class extends MemoryChangeStore {
    override apply(changes: readonly Change[], token: string): void {
      super.apply(changes, token);
      abort.abort();
    }
  })();
  await assert.rejects(reader.syncChanges(aborting, { limit: 5, signal: abort.signal }), { name: "AbortError" });
  assert.equal(aborting.announcements.size + aborting.categories.size, 5);

  await reader.syncChanges(failing);
  await assertCurrent(failing);
  await assert.rejects(all(reader.announcements({}, { signal: abort.signal })), { name: "AbortError" });
});

test("a copy of another site is made anew", async () => {
  const store = new MemoryChangeStore();
  const other = await startService(storage, "other");
  try {
    await createBulletinClient({ baseUrl: other.baseUrl }).syncChanges(store);
  } finally {
    await other.stop();
  }

  const before = [...store.announcements.keys()];
  const result = await reader.syncChanges(store, { limit: 20 });
  assert.ok(result.startedOver && result.changes > 20);
  assert.ok(before.length > 20 && before.every((id) => !store.announcements.has(id)));
  await assertCurrent(store);
});

test("a service that refuses its own tokens does not keep a sync busy for ever", async () => {
  const store = new MemoryChangeStore();
  store.apply([], "old");
  const fresh = { items: [], next: "new", more: true };
  const tooOld = { type: "/problems/token-too-old", title: "Too old", status: 410, detail: "" };
  const client = createBulletinClient({
    baseUrl: service.baseUrl,
    fetch: async ({ url }) => url.includes("since")
      ? new Response(JSON.stringify(tooOld), { status: 410, headers: { "Content-Type": "application/problem+json" } })
      : Response.json(fresh),
  });
  await rejectsWith(client.syncChanges(store), 410, "/problems/token-too-old");
});

// The last one: it takes the storage away.
test("while storage is away a sync says when to try again, and the copy stays", async () => {
  const store = new MemoryChangeStore();
  await reader.syncChanges(store);
  const announcements = store.announcements.size;
  await storage.stop();
  // An answer that the service does not have in its memory.
  const problem = await rejectsWith(reader.syncChanges(store, { limit: 99 }), 503, "/problems/unavailable");
  assert.ok(problem.retryAfter! > 0);
  assert.equal(store.announcements.size, announcements);
});

async function work(worker: number): Promise<void> {
  const { items: categories } = await answerOf(reader.GET("/api/categories"));
  for (let round = 0; round < 5; round++) {
    const category = categories[(worker + round) % categories.length]!.slug;
    const kept = await post({ title: `Komunikat ${worker}.${round}`, body: "Treść.", categories: [category] });
    const gone = await post({ title: `Pomyłka ${worker}.${round}`, body: "Nic." });
    await change(kept, { title: `Komunikat ${worker}.${round}, poprawiony`, pinned: round === 0 });
    await remove(gone);
  }
}

// A copy is current when what it has as published is the list, and its categories are the categories.
async function assertCurrent(store: MemoryChangeStore): Promise<void> {
  const published = [...store.announcements.values()].filter((announcement) => announcement.status === "published");
  const copy = new Map(published.map(({ body, bodyHtml, attachments, ...announcement }) => [announcement.id, announcement]));
  const list = new Map((await all(reader.announcements({ limit: 100 }))).map((announcement) => [announcement.id, announcement]));
  assert.deepEqual(copy, list);
  const { items } = await answerOf(reader.GET("/api/categories"));
  assert.deepEqual(
    [...store.categories.values()].sort((one, other) => one.slug.localeCompare(other.slug)),
    items.sort((one, other) => one.slug.localeCompare(other.slug)));
}

async function post(announcement: AnnouncementInput): Promise<EditorsAnnouncement> {
  return await answerOf(editor.POST("/api/announcements", { body: { status: "published", ...announcement } }));
}

async function change(announcement: EditorsAnnouncement, patch: AnnouncementPatch): Promise<EditorsAnnouncement> {
  return await answerOf(editor.PATCH("/api/announcements/{id}", {
    params: { path: { id: announcement.id }, header: { "If-Match": `"r${announcement.revision}"` } },
    body: patch,
  }));
}

async function remove(announcement: EditorsAnnouncement): Promise<void> {
  await answerOf(editor.DELETE("/api/announcements/{id}", {
    params: { path: { id: announcement.id }, header: { "If-Match": `"r${announcement.revision}"` } },
  }));
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
  }

  return found;
}

async function rejectsWith(call: Promise<unknown>, status: number, type: string): Promise<BulletinProblem> {
  const failure = await call.then(() => assert.fail("It succeeded."), (reason: unknown) => reason);
  assert.ok(failure instanceof BulletinProblem, String(failure));
  assert.deepEqual({ status: failure.status, type: failure.type }, { status, type });
  return failure;
}
