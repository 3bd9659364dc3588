/**
 * The room's part of the log, a piece at a time. Between two pieces the room may have sealed pages, archived and dropped
 * them, or begun the log anew: each answer says where it stands.
 */
import { refuse, type LogBounds, type LogRead, type Refused } from "../../parties/feed/rpc.ts";
import { textToEvents } from "../archive/page.ts";
import { createPiece, refuseHole, type Piece, type Sieve } from "./piece.ts";
import type { Direction, Span } from "./range.ts";
import type { LogSources } from "./sources.ts";

/** `piece` is null where the room has let go of the span's beginning since: the archive has it. */
export interface TailRead {
  readonly kind: "tail";
  readonly bounds: LogBounds;
  readonly piece: Piece | null;
}

/** The first piece of a span that lies in one page of the tail; `said` is an answer that may hold it already. */
export async function readTail(
  sources: LogSources,
  { epoch }: LogBounds,
  span: Span,
  direction: Direction,
  sieve: Sieve | null,
  said: LogRead | null,
): Promise<TailRead | Refused> {
  const begins = said !== null && said.after === span.low && said.through > span.low && said.through <= span.high;
  let read = begins ? said : await sources.readRoom(span);
  const texts: string[] = [];
  for (;;) {
    if (read.kind === "refused") return read;
    if (read.epoch !== epoch) return refuseRestarted();
    const from = span.low + texts.length;
    if (read.after > from) return { kind: "tail", bounds: read, piece: null };
    if (read.after < from || read.through <= from) return refuseHole({ low: from, high: span.high });
    texts.push(...textToEvents(read.text));
    // Backwards, a piece has to reach the span's upper end.
    if (direction === "forward" || read.through >= span.high) break;
    read = await sources.readRoom({ low: read.through, high: span.high });
  }
  const piece = createPiece({ low: span.low, high: read.through }, texts, direction, sieve);
  return piece.kind === "refused" ? piece : { kind: "tail", bounds: read, piece };
}

function refuseRestarted(): Refused {
  return refuse("position-expired", "The log began anew while it was being read. Start again without a cursor.");
}
