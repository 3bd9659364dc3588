/**
 * The Worker's composition root: the routes, and the classes of rooms and share links.
 */
export { app as default } from "./app.ts";
export { FeedRoom } from "../parties/feed/room.ts";
export { ShareRoom } from "../parties/share/room.ts";
