/**
 * Mirrors a feed into a file, a line an event, each event once, whatever happens to the network or to this process.
 *
 *   node mirror.mjs https://fillcast.example alice KEY feed.ndjson
 *
 * The last line of the file is the position: an event and where the mirror stands are one and the same write. A line that a
 * `kill -9` has cut off is dropped at the next start, and its event comes again.
 */
import { open, readFile, truncate } from "node:fs/promises";
import { connect } from "fillcast";

const [url, feedId, key, path] = process.argv.slice(2);
if (!path) throw new Error("Usage: node mirror.mjs URL FEED KEY FILE");

const text = await readFile(path, "utf8").catch(() => "");
const whole = text.slice(0, text.lastIndexOf("\n") + 1);
if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
const last = whole.trimEnd().split("\n").at(-1);
const position = last ? (({ epoch, seq }) => ({ epoch, seq }))(JSON.parse(last)) : null;

const file = await open(path, "a");
const store = { load: async () => position, save: async () => {} };
const feed = connect({ url, feed: feedId, token: key, store, start: { tail: 10_000 } });

// Awaited by the feed: while the disk is busy, the server holds back.
feed.on("events", async ({ events, position: { epoch } }) => {
  const lines = events.map((event) => `${JSON.stringify({ epoch, ...event })}\n`);
  try {
    await file.appendFile(lines.join(""));
  } catch (error) {
    // A handler that throws has had its events. These are not in the file: end here, and the next start asks for them again.
    console.error(error);
    process.exit(1);
  }
});
feed.on("reset", ({ reason, filled }) => {
  if (!filled) console.error(`The server could not continue (${reason}): there is a gap in the file here.`);
});
feed.on("status", ({ phase }) => console.error(phase));
feed.on("error", ({ code, message }) => console.error(`${code}: ${message}`));
