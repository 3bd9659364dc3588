/**
 * What the package's entries share, built as one file so that private names can be shortened. Only entries import it.
 */
export { FeedError } from "./error.ts";
export { connect, createFeed } from "./feed.ts";
export { localStore, memory, sessionStore } from "./store.ts";
