export { createBulletinClient } from "./client.js";
export type { BulletinClient, BulletinClientOptions } from "./client.js";
export { answerOf, BulletinProblem } from "./problem.js";
export type { Listing, RequestOptions } from "./listing.js";
export { MemoryChangeStore } from "./changes.js";
export type { ChangeStore, SyncOptions, SyncResult } from "./changes.js";
export type { components, operations, paths } from "./schema.js";
export type {
  Announcement,
  AnnouncementInput,
  AnnouncementList,
  AnnouncementPatch,
  Category,
  Change,
  ChangeList,
  EditorsAnnouncement,
  EditorsAnnouncementList,
  FoundAnnouncement,
  FoundAnnouncementList,
  Problem,
} from "./model.js";
