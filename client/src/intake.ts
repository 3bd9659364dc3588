/**
 * Handles the server's frames. Each frame's covered range is compared with what was seen, so that nothing is delivered twice
 * and no gap goes unnoticed. If a frame does not continue from `seen`, one before it was lost, and the feed resumes.
 */
import { applyPatch, decodeFrame, decodePongText, type ServerFrame } from "@fillcast/protocol";
import { ping, resume } from "./connection.ts";
import { advanceFill, fillPage } from "./fill.ts";
import type { SessionStep, InputOf } from "./model.ts";
import { isFiltered, noteProgress, sampleClock, takePong } from "./progress.ts";
import { enqueue, settle } from "./queue.ts";
import { ACK_MS } from "./timing.ts";

/** A text from the socket: a pong, a frame, something of a later version, which is ignored, or nothing of Fillcast's. */
export function receive(s: SessionStep, { text }: InputOf<"text">): void {
  const { link } = s;
  if (link.stage === "up") delete s.due.deadline;
  const head = decodePongText(text);
  if (head) return takePong(s, head);
  const frame = decodeFrame(text);
  if (frame.type === "malformed") {
    // Said once for each connection. If it was to be a frame that counts, its absence shows like that of a lost one.
    if (!link.complained) s.effects.push({ kind: "complain" });
    link.complained = true;
  } else if (frame.type !== "unknown") takeFrame(s, frame, text.length);
}

/** A page of history, and the frames that waited behind the gap, where it is done with. They are no longer live. */
export function takePage(s: SessionStep, answer: InputOf<"page">): void {
  for (const frame of fillPage(s, answer))
    takeFrame(s, frame.type === "events" ? { ...frame, replay: true } : frame, 1);
}

function takeFrame(s: SessionStep, frame: ServerFrame, size: number): void {
  const { link } = s;
  switch (frame.type) {
    case "welcome":
      if (link.stage !== "welcome") return;
      link.stage = "up";
      // Between the request and now: the clock is known before the first state, whose days and ages go by it.
      if (Number.isSafeInteger(frame.now)) s.effects.push({ kind: "answer", sent: link.askedAt!, server: frame.now });
      link.acked = s.position;
      s.due = {};
      s.cause = undefined;
      s.status = { phase: "replaying", attempt: s.failures + 1 };
      return ping(s);
    case "bye":
      link.bye = frame;
      return;
    case "pong":
      s.effects.push({ kind: "answer", sent: frame.c, server: frame.s });
      return;
  }
  if (link.stage !== "up") return;
  if (link.fill) {
    link.fill = { ...link.fill, held: [...link.fill.held, frame] };
    return;
  }
  switch (frame.type) {
    case "snapshot":
      link.base = undefined;
      link.partial = frame;
      return frame.parts! > 1 ? noteProgress(s) : takeState(s, size);
    case "snapshot_part": {
      const { partial } = link;
      if (partial?.seq !== frame.seq) return;
      const state = applyPatch(partial.state, frame.patch);
      link.partial = { ...partial, state };
      return frame.part < frame.parts ? noteProgress(s) : takeState(s, size);
    }
    case "notice":
      // Where the server has no state yet it says so in place of the snapshot, and sends that later.
      link.rebuilding ||= frame.state === "rebuilding";
      return;
    case "presence":
      return enqueue(s, { kind: "presence", frame, size });
    case "vitals":
      return enqueue(s, { kind: "vitals", bots: frame.bots, size });
    case "events": {
      const { epoch, after, through, events, replay } = frame;
      if (!continues(s, epoch, after, isFiltered(s) || events.length === through - after)) return;
      const { seq } = s.seen!;
      // Live events beyond the snapshot have a patch; where they were held back, another snapshot follows them (PROTOCOL.md §12.2).
      const isAhead = Boolean(link.base && through > link.base.seq);
      const patch = isAhead ? frame.patch : undefined;
      if (patch && link.unpatched) return resume(s);
      // One that is at the head already may still bring its patch, which an event stream tells apart.
      if (through < seq || (through === seq && !frame.patch)) {
        // Seen, but the server counts it until it is acknowledged.
        link.acked = undefined;
        s.due.ack ??= s.now + ACK_MS;
        return;
      }
      s.seen = { epoch, seq: through };
      link.unpatched ||= isAhead && !patch && !replay && !link.rebuilding;
      noteProgress(s);
      if (!replay) sampleClock(s);
      const fresh = events.filter((event) => event.seq > seq);
      return enqueue(s, { kind: "events", events: fresh, replay, position: s.seen, size, patch });
    }
    case "caught_up":
      if (!continues(s, frame.epoch, frame.seq, true)) return;
      link.caughtUp = true;
      noteProgress(s);
      sampleClock(s);
      return settle(s);
    case "reset":
      return takeReset(s, frame);
  }
}

/** The state is whole. */
function takeState(s: SessionStep, size: number): void {
  const { epoch, seq, state, vitals } = s.link.partial!;
  s.link.base = { epoch, seq };
  s.link.rebuilding = s.link.unpatched = false;
  noteProgress(s);
  enqueue(s, { kind: "snapshot", state, vitals, size });
}

/** The same log with a gap is read on from history; another log, or one that has become shorter, begins at its head. */
function takeReset(s: SessionStep, { reason, epoch, head: seq }: ServerFrame & { type: "reset" }): void {
  const { link } = s;
  const head = { epoch, seq };
  // In the middle of a connection, what there was of a state is the old log's; before that the snapshot is the new one's already.
  if (link.caughtUp || link.base?.epoch !== epoch) link.base = undefined;
  link.caughtUp = link.unpatched = false;
  if (s.status.phase === "live") s.status = { phase: "replaying", attempt: s.failures + 1 };
  if (s.seen?.epoch === epoch && s.seen.seq < seq) {
    link.fill = { reason, head, held: [] };
    return advanceFill(s);
  }
  s.seen = head;
  noteProgress(s);
  enqueue(s, { kind: "reset", reason, filled: false, position: head, isNewLog: !link.base, size: 1 });
}

/** False, and the feed resumes, where what was seen does not reach to `after`, or the frame itself or the snapshot lacks something. */
function continues(s: SessionStep, epoch: string, after: number, isWhole: boolean): boolean {
  s.seen ??= { epoch, seq: after };
  // Not saved before anything was handled, but handlers find the epoch of their first event in it.
  s.position ??= { ...s.seen };
  const { base, rebuilding } = s.link;
  const hasState = !s.config.state || rebuilding || base?.epoch === epoch;
  const whole = isWhole && hasState && epoch === s.seen.epoch && after <= s.seen.seq;
  if (!whole) resume(s);
  return whole;
}
