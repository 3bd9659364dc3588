/**
 * What the server's frames mean: the covered range of each is held against what was seen, so that nothing is delivered twice
 * and nothing is missed without a word. A frame that does not continue from `seen` was preceded by a lost one: the feed resumes.
 */
import { decodePongText, decodeServerFrame, encodeFrame, type Position, type ServerFrame } from "@fillcast/protocol";
import { ping, resume } from "./connection.ts";
import { advanceFill, fillPage } from "./fill.ts";
import type { Draft, InputOf } from "./model.ts";
import { enqueue, settle } from "./queue.ts";
import { SAMPLE_EVERY_MS, STALL_LIVE_MS, STALL_REPLAY_MS } from "./timing.ts";

/** A text from the socket: a pong, a frame, or something of a later version, which is ignored. */
export function receive(s: Draft, { text }: InputOf<"text">): void {
  if (s.link.stage === "up") delete s.due.deadline;
  const head = decodePongText(text);
  if (head) return takePong(s, head);
  const frame = decodeServerFrame(text);
  if (frame) takeFrame(s, frame, text.length);
}

/** A page of history, and the frames that waited behind the gap, where it is done with. They are no longer live. */
export function takePage(s: Draft, answer: InputOf<"page">): void {
  for (const frame of fillPage(s, answer))
    takeFrame(s, frame.type === "events" ? { ...frame, replay: true } : frame, 1);
}

function takeFrame(s: Draft, frame: ServerFrame, size: number): void {
  const { link } = s;
  switch (frame.type) {
    case "welcome":
      link.stage = "up";
      s.due = {};
      s.status = { phase: "replaying", attempt: s.failures + 1 };
      return ping(s);
    case "bye":
      link.bye = frame;
      return;
    case "pong":
      s.effects.push({ kind: "answer", sent: frame.c, server: frame.s });
      return;
  }
  delete s.due.stall;
  if (link.stage !== "up") return;
  if (link.fill) {
    link.fill = { ...link.fill, held: [...link.fill.held, frame] };
    return;
  }
  switch (frame.type) {
    case "snapshot":
      link.snapshot = true;
      return enqueue(s, { kind: "snapshot", frame, size });
    case "notice":
      // Where the server has no state yet it says so in place of the snapshot, and sends that later.
      link.snapshot ||= frame.state === "rebuilding";
      return;
    case "presence":
      return enqueue(s, { kind: "presence", frame, size });
    case "events": {
      const { epoch, after, through, events, replay, patch } = frame;
      if (!continues(s, epoch, after, isFiltered(s) || events.length === through - after)) return;
      const { seq } = s.seen!;
      if (through <= seq) return;
      s.seen = { epoch, seq: through };
      if (!replay) sampleClock(s);
      const fresh = events.filter((event) => event.seq > seq);
      return enqueue(s, { kind: "events", events: fresh, replay, position: s.seen, size, patch });
    }
    case "caught_up":
      if (!continues(s, frame.epoch, frame.seq, true)) return;
      link.caughtUp = true;
      sampleClock(s);
      return settle(s);
    case "reset": {
      const { reason, epoch } = frame;
      const head = { epoch, seq: frame.head };
      if (s.status.phase === "live") s.status = { phase: "replaying", attempt: s.failures + 1 };
      // The same log with a gap is read on from history; another log, or one that has become shorter, begins at its head.
      if (s.seen?.epoch === epoch && s.seen.seq < head.seq) {
        link.fill = { reason, head, held: [] };
        return advanceFill(s);
      }
      s.seen = head;
      return enqueue(s, { kind: "reset", reason, filled: false, position: head, size: 1 });
    }
  }
}

/** False, and the feed resumes, where what was seen does not reach to `after`, or the frame itself or the snapshot lacks something. */
function continues(s: Draft, epoch: string, after: number, isWhole: boolean): boolean {
  s.seen ??= { epoch, seq: after };
  // Not saved before anything was handled, but handlers find the epoch of their first event in it.
  s.position ??= { ...s.seen };
  const whole = isWhole && epoch === s.seen.epoch && after <= s.seen.seq && (!s.config.state || s.link.snapshot);
  if (!whole) resume(s);
  return Boolean(whole);
}

/** A pong says how far the log goes. It never moves the position; whoever stays behind it without progress has lost a frame. */
function takePong(s: Draft, { epoch, seq }: Position): void {
  const { link, seen } = s;
  if (link.pingedAt) s.effects.push({ kind: "answer", sent: link.pingedAt });
  link.pingedAt = undefined;
  // Slow handlers hold the server back: behind, but nothing is lost.
  if (link.stage !== "up" || link.fill || s.pending > 0) return;
  if (link.caughtUp && epoch === seen?.epoch && seq <= seen.seq) return;
  // What a filter takes out is told of only so often, or when a clock sample asks (PROTOCOL.md §7.6).
  if (isFiltered(s)) sampleClock(s, 0);
  s.due.stall ??= s.now + (link.caughtUp ? STALL_LIVE_MS : STALL_REPLAY_MS);
}

/** The room is awake now: a sample costs it nothing. */
function sampleClock(s: Draft, everyMs = SAMPLE_EVERY_MS): void {
  // Without an earlier one the difference is no number, and not less.
  if (s.now - s.link.sampledAt! < everyMs) return;
  s.link.sampledAt = s.now;
  s.effects.push({ kind: "send", text: encodeFrame({ type: "ping", c: s.now }) });
}

function isFiltered({ config: { filter } }: Draft): boolean {
  return Boolean(filter.types ?? filter.bots ?? filter.pairs);
}
