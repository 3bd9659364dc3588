/**
 * The room's part of the log, a piece at a time. Between two pieces, the room may have sealed, archived and dropped pages,
 * or begun a new log, so each answer reports its bounds.
 */
import { refuse, isRefused, type Refused } from "@fillcast/protocol";
import type { LogBounds, LogRead } from "../../parties/feed/rpc.ts";
import { textToEvents } from "../../archive/page.ts";
import type { Walk } from "./archived.ts";
import { createPiece, refuseHole, type Piece } from "./piece.ts";
import type { LogSources } from "./sources.ts";

/** `piece` is null if the room has released the span's beginning meanwhile: the archive has it. */
export interface TailRead {
  readonly bounds: LogBounds;
  readonly piece: Piece | null;
}

/** The first piece of a span that lies in one page of the tail; `said` is an answer that may hold it already. */
export async function readTail(
  sources: LogSources,
  { span, direction, sieve }: Pick<Walk, "span" | "direction" | "sieve">,
  { epoch, said }: { readonly epoch: string; readonly said: LogRead | null },
): Promise<TailRead | Refused> {
  const begins = said !== null && said.after === span.low && said.through > span.low && said.through <= span.high;
  let { low } = span;
  let read = begins ? said : await sources.readRoom(span);
  // Backwards, a piece has to reach the span's upper end. If one message does not bring so much, fewer events from there do.
  const isEnough = (answer: LogRead) => direction === "forward" || !isShort(answer, low, span.high);
  while (!isRefused(read) && !isEnough(read)) {
    low = span.high - Math.max(1, Math.floor((read.through - low) / 2));
    read = await sources.readRoom({ low, high: span.high });
  }
  if (isRefused(read)) return read;
  if (read.epoch !== epoch) return refuseRestarted();
  if (read.after > low) return { bounds: read, piece: null };
  if (read.after < low || read.through <= low) return refuseHole({ low, high: span.high });
  const piece = createPiece({ low, high: read.through }, textToEvents(read.text), direction, sieve);
  return isRefused(piece) ? piece : { bounds: read, piece };
}

/** True for an answer that begins where it should and ends too early. */
function isShort({ after, through }: LogRead, low: number, high: number): boolean {
  return after === low && through > low && through < high;
}

function refuseRestarted(): Refused {
  return refuse("position-expired", "The log was replaced during the request. Start again without a cursor.");
}
