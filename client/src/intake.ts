/**
 * What the server's frames mean: the covered range of each is held against what was seen, so that nothing is delivered twice
 * and nothing is missed without a word. A frame that does not continue from `seen` was preceded by a lost one: the feed resumes.
 */
import {
  decodePongText,
  decodeServerFrame,
  encodeFrame,
  type EventsFrame,
  type Position,
  type ServerFrame,
} from "@fillcast/protocol";
import { ping, resume } from "./connection.ts";
import { advanceFill } from "./fill.ts";
import type { Draft } from "./model.ts";
import { enqueue, settle } from "./queue.ts";
import { ANSWER_MS, SAMPLE_EVERY_MS, STALL_LIVE_MS, STALL_REPLAY_MS } from "./timing.ts";

/** A text from the socket: a pong, a frame, or something of a later version, which is ignored. */
export function receive(s: Draft, text: string): void {
  if (s.phase === "up") {
    delete s.due.deadline;
    s.link.probing = false;
  }
  const head = decodePongText(text);
  if (head) return takePong(s, head);
  const frame = decodeServerFrame(text);
  if (frame && (s.phase === "up" || frame.type === "welcome" || frame.type === "bye")) takeFrame(s, frame, text.length);
}

/** Takes in the frames that waited behind a gap, for as long as the connection lasts that they came on. What waited is no longer live. */
export function release(s: Draft, held: readonly ServerFrame[]): void {
  const { generation } = s;
  for (const frame of held) {
    if (s.generation === generation) takeFrame(s, frame.type === "events" ? { ...frame, replay: true } : frame, 1);
  }
}

function takeFrame(s: Draft, frame: ServerFrame, size: number): void {
  const { link } = s;
  switch (frame.type) {
    case "welcome":
      s.phase = "up";
      s.due = {};
      return ping(s, ANSWER_MS);
    case "snapshot":
      link.snapshot = true;
      return enqueue(s, { kind: "snapshot", state: frame.state, size });
    case "presence":
      return enqueue(s, { kind: "presence", bots: frame.bots, size });
    case "events":
    case "caught_up":
      delete s.due.stall;
      if (link.fill) link.fill = { ...link.fill, held: [...link.fill.held, frame] };
      else if (frame.type === "events") takeEvents(s, frame, size);
      else takeCaughtUp(s, frame);
      return;
    case "reset": {
      // The same log with a gap is read on from history; another log, or one that has become shorter, begins at its head.
      const { reason, epoch } = frame;
      const head = { epoch, seq: frame.head };
      delete s.due.stall;
      link.live = false;
      link.fill = undefined;
      if (s.seen?.epoch === epoch && s.seen.seq < head.seq) {
        link.fill = { reason, head, tries: 0, busy: false, held: [] };
        return advanceFill(s);
      }
      s.seen = head;
      return enqueue(s, { kind: "reset", reason, filled: false, position: head, size: 1 });
    }
    case "pong":
      s.effects.push({ kind: "answer", sent: frame.c, server: frame.s });
      return;
    case "bye":
      link.bye = frame;
      return;
    case "notice":
      // Where the server has no state yet it says so in place of the snapshot, and sends that later.
      link.snapshot ||= frame.state === "rebuilding";
      return;
  }
}

function takeEvents(s: Draft, frame: EventsFrame, size: number): void {
  const { epoch, after, through, events, replay, patch } = frame;
  s.seen ??= { epoch, seq: after };
  const { seq } = s.seen;
  const hole = epoch !== s.seen.epoch || after > seq || (!isFiltered(s) && events.length !== through - after);
  if (hole || lacksSnapshot(s)) return resume(s, "network");
  if (through <= seq) return;
  s.seen = { epoch, seq: through };
  if (!replay) sampleClock(s);
  enqueue(s, {
    kind: "events",
    events: events.filter((event) => event.seq > seq),
    replay,
    position: s.seen,
    size,
    patch,
  });
}

function takeCaughtUp(s: Draft, { epoch, seq }: Position): void {
  s.seen ??= { epoch, seq };
  if (epoch !== s.seen.epoch || seq > s.seen.seq || lacksSnapshot(s)) return resume(s, "network");
  s.link.caughtUp = true;
  sampleClock(s);
  settle(s);
}

/** A pong says how far the log goes. It never moves the position; whoever stays behind it without progress has lost a frame. */
function takePong(s: Draft, head: Position): void {
  const { link, seen } = s;
  if (link.pingedAt) s.effects.push({ kind: "answer", sent: link.pingedAt });
  link.pingedAt = undefined;
  // Slow handlers hold the server back: behind, but nothing is lost.
  if (s.phase !== "up" || link.fill || s.pending > 0) return;
  if (!link.caughtUp) s.due.stall ??= s.now + STALL_REPLAY_MS;
  else if (head.epoch !== seen?.epoch || head.seq > seen.seq) {
    // What a filter takes out is told of only so often; asked, the server says how far it has come.
    if (isFiltered(s)) s.effects.push({ kind: "send", text: encodeFrame({ type: "ping", c: s.now }) });
    s.due.stall ??= s.now + STALL_LIVE_MS;
  }
}

/** The room is awake now: a sample costs it nothing. */
function sampleClock(s: Draft): void {
  if (s.now - (s.link.sampledAt ?? 0) < SAMPLE_EVERY_MS) return;
  s.link.sampledAt = s.now;
  s.effects.push({ kind: "send", text: encodeFrame({ type: "ping", c: s.now }) });
}

const lacksSnapshot = ({ config, link }: Draft): boolean => config.state && !link.snapshot;

const isFiltered = ({ config: { filter } }: Draft): boolean => Boolean(filter.types ?? filter.bots ?? filter.pairs);
