// The names that the OpenAPI document gives to what the service answers and takes.
import type { components } from "./schema.js";

type Schemas = components["schemas"];

export type Announcement = Schemas["Announcement"];
export type AnnouncementInput = Schemas["AnnouncementInput"];
export type AnnouncementList = Schemas["AnnouncementList"];
export type AnnouncementPatch = Schemas["AnnouncementPatch"];
export type Category = Schemas["Category"];
export type Change = Schemas["Change"];
export type ChangeList = Schemas["ChangeList"];
export type EditorsAnnouncement = Schemas["EditorsAnnouncement"];
export type EditorsAnnouncementList = Schemas["EditorsAnnouncementList"];
export type FoundAnnouncement = Schemas["FoundAnnouncement"];
export type FoundAnnouncementList = Schemas["FoundAnnouncementList"];
export type Problem = Schemas["Problem"];
