/** A tape, and what is on it. */
import type { TradeEvent } from "fillcast";
import { type EarlierTape, Tape, type TapeRow } from "../../dashboard/src/live/tape.ts";
import { event } from "./shown-events.ts";

/** A tape whose frames come when the test says so. */
export function createTape(earlier: EarlierTape | null = null) {
  const frames: (() => void)[] = [];
  const tape = new Tape((run) => frames.push(run), earlier);
  const frame = (): void => {
    for (const run of frames.splice(0)) run();
  };
  return { tape, frame, frames };
}

export const at = (seq: number, bot = "a"): TradeEvent => event("entry", {}, { seq, bot, id: `e${seq}` });

export const seqs = (rows: readonly TapeRow[]): number[] => rows.map((row) => row.event.seq);
