/**
 * What is built as one file, so that its private names can be made short: everything behind the package's entries that they
 * share. Entries import it; nothing else does.
 */
export { FeedError } from "./error.ts";
export { connect, createFeed } from "./feed.ts";
export { localStore, memory, sessionStore } from "./store.ts";
