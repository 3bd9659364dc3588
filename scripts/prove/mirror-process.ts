/**
 * The mirror's process: a client that stores its position with what it shows, made to be killed. Its one argument is its
 * plan as JSON; it ends with its input.
 */
import { connect, type Position } from "fillcast";
import { openMirror, readMirror } from "./mirror-file.ts";
import { toSeen } from "./shown.ts";

/** Messages to the process. */
export interface MirrorPlan {
  readonly url: string;
  readonly feed: string;
  readonly token: string;
  /** Where it begins with an empty file. */
  readonly start: Position;
  readonly path: string;
}

const { path, start, ...server } = JSON.parse(process.argv[2] ?? "") as MirrorPlan;
const stored = readMirror(path).at(-1)?.position ?? null;
const file = openMirror(path);
const feed = connect({
  ...server,
  start,
  // The handler below stores the position with its effect.
  store: { load: async () => stored, save: async () => undefined },
});
feed.on("events", ({ events, position }) => file.append({ position, events: events.map(toSeen) }));
feed.on("reset", ({ reason, filled }) => {
  if (!filled) process.stdout.write(`it was reset (${reason}) and has lost events\n`);
});
feed.on("status", (status) => {
  if (status.phase === "failed") process.stdout.write(`it has failed: ${status.error.code}, ${status.error.message}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
