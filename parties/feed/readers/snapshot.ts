/**
 * A state as the frames that carry it: one `snapshot`, or, if that would be too large, a `snapshot` with a part of the state
 * and a `snapshot_part` for each further part. Nobody shows a state of which a part is missing.
 */
import { CHUNK_MAX_BYTES, encodeFrame, type FeedState, type Position, type VitalsByBot } from "@fillcast/protocol";

/** Bytes of a frame around its parts: type, position, numbers, names of members. */
const ENVELOPE_BYTES = 512;

type Rows = readonly (readonly [text: string, bytes: number])[];
const MEMBERS = ["bots", "totals", "days", "locks", "trades"] as const;
type Member = (typeof MEMBERS)[number];
const isMap = (member: Member): boolean => member === "bots" || member === "trades";

/**
 * The frames of a state, each with at most `maxBytes` of UTF-8; a single row that is larger has a frame of its own. Vitals
 * stand beside the state if there is room, else in `vitals` frames after it.
 */
export function encodeSnapshot(
  at: Position,
  state: FeedState,
  vitals: VitalsByBot | null = null,
  maxBytes = CHUNK_MAX_BYTES,
): string[] {
  const whole = JSON.stringify({ type: "snapshot", ...at, state, ...(vitals === null ? {} : { vitals }) });
  // A character takes at most three bytes, so that most states need not be measured.
  if (whole.length * 3 <= maxBytes || sizeOf(whole) <= maxBytes) return [whole];
  if (vitals === null) return encodeParts(at, state, maxBytes);
  const each = Object.entries(vitals).map(([bot, one]) => encodeFrame({ type: "vitals", bots: { [bot]: one } }));
  return [...encodeSnapshot(at, state, null, maxBytes), ...each];
}

function encodeParts(at: Position, state: FeedState, maxBytes: number): string[] {
  const portions = pack(state, maxBytes - ENVELOPE_BYTES);
  const place = `"epoch":${JSON.stringify(at.epoch)},"seq":${at.seq}`;
  const more = state.more === undefined ? "" : `,"more":${JSON.stringify(state.more)}`;
  return portions.map((portion, index) => {
    const members = MEMBERS.filter((member) => index === 0 || portion.has(member)).map((member) => {
      const rows = (portion.get(member) ?? []).join(",");
      return `"${member}":${isMap(member) ? `{${rows}}` : `[${rows}]`}`;
    });
    const body = members.join(",");
    return index === 0
      ? `{"type":"snapshot",${place},"parts":${portions.length},"state":{${body}${more}}}`
      : `{"type":"snapshot_part",${place},"part":${index + 1},"parts":${portions.length},"patch":{${body}}}`;
  });
}

function pack(state: FeedState, maxBytes: number): Map<Member, string[]>[] {
  const portions = [new Map<Member, string[]>()];
  let bytes = 0;
  for (const member of MEMBERS) {
    for (const [text, size] of rowsOf(state, member)) {
      if (bytes > 0 && bytes + size > maxBytes) {
        portions.push(new Map());
        bytes = 0;
      }
      const portion = portions.at(-1)!;
      const rows = portion.get(member);
      if (rows === undefined) portion.set(member, [text]);
      else rows.push(text);
      bytes += size;
    }
  }
  return portions;
}

/** Each row's JSON, under its key if it has one, with its bytes and a comma's. */
function rowsOf(state: FeedState, member: Member): Rows {
  const texts = isMap(member)
    ? Object.entries(state[member]).map(([key, row]) => `${JSON.stringify(key)}:${JSON.stringify(row)}`)
    : (state[member] as readonly unknown[]).map((row) => JSON.stringify(row));
  return texts.map((text) => [text, sizeOf(text) + 1]);
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
