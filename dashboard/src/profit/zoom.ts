/** A range that was dragged in a chart, and the way back to the one before. */
import { useRef } from "react";
import { ALL, type Range, rangeText, type ShownRange } from "../browser/range.ts";

export interface Zoom {
  readonly into: (range: Range) => void;
  /** To the range before the first drag; all time where the address came with a span. */
  readonly out: () => void;
}

/** What a drag led to, and from where; it counts until another range is chosen. */
interface Dragged {
  readonly from: Range;
  readonly to: string;
}

export function useZoom({ range, choose }: ShownRange): Zoom {
  const dragged = useRef<Dragged | null>(null);
  const known = dragged.current?.to === rangeText(range) ? dragged.current : null;
  return {
    into: (next) => {
      dragged.current = { from: known?.from ?? range, to: rangeText(next) };
      choose(next);
    },
    out: () => {
      dragged.current = null;
      choose(known?.from ?? ALL);
    },
  };
}
