/**
 * The Worker's composition root: the routes, and the room's class.
 */
export { app as default } from "./app.ts";
export { FeedRoom } from "../parties/feed/room.ts";
