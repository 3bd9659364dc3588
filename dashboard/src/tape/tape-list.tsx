/**
 * A scrolling list of events, newest on top. Only the rows in view exist. Scrolled away, or held with Space, it stands still
 * and counts what is new; at the top it follows. Reaching the end asks for older events.
 */
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ArrowUp, Pause } from "lucide-react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { OldMark } from "../offline/old-mark.tsx";
import { useOldTape } from "../offline/old-tape.ts";
import { isComingBack, recallList, rememberList } from "../browser/returning.ts";
import { useShortcut } from "../browser/shortcuts.ts";
import { count } from "../words/decimal.ts";
import { dayHead, dayOf, type Zone } from "../words/instant.ts";
import type { TapeLineRow } from "./merged-orders.ts";
import { holdRows } from "./rows.ts";
import { TapeLine, useLinesAround } from "./tape-line.tsx";
import styles from "./tape-list.module.css";

/** Scrolled this far, the reader reads and the list must not move. */
const AWAY_PX = 4;
/** Rows before the end at which older ones are asked for. */
const OLDER_AHEAD_ROWS = 30;
const COMPACT_ROW_PX = 50;
const ROW_PX = 32;

export function TapeList(props: {
  readonly name: string;
  readonly rows: readonly TapeLineRow[];
  readonly compact: boolean;
  /** Newest seq that the user saw before this visit; a divider goes above it. */
  readonly seenSeq: number | null;
  readonly onOlder?: () => void;
  /** Below the last row. */
  readonly foot?: ReactNode;
}) {
  const { compact, seenSeq, onOlder } = props;
  const oldAt = useOldTape();
  const around = useLinesAround();
  const { zone } = around;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [kept] = useState(() => recallList(props.name));
  const [top, setTop] = useState(kept?.top ?? null);
  const [byHand, setByHand] = useState(kept?.byHand ?? false);
  const { rows, newer } = holdRows(props.rows, top);

  const follow = (): void => {
    setByHand(false);
    setTop(null);
    scroller.current?.scrollTo({ top: 0 });
  };
  useShortcut("hold", () => {
    if (byHand) return follow();
    setByHand(true);
    setTop((before) => before ?? rows[0]?.event.seq ?? null);
  });

  // Once what it stood on is loaded.
  const goesBackTo = useRef(kept);
  useEffect(() => {
    const place = goesBackTo.current;
    if (place === null || list.current === null) return;
    const index = rows.findIndex(({ event }) => event.seq <= place.first);
    if (index === -1 && isComingBack()) return;
    goesBackTo.current = null;
    if (index !== -1) list.current.scrollToIndex(index, { align: "start", offset: place.hiddenPx });
  }, [rows]);

  const remember = (handle: VirtualizerHandle, offset: number, held: number | null): void => {
    const index = handle.findItemIndex(offset);
    const first = rows[index]?.event.seq;
    if (first === undefined || goesBackTo.current !== null) return;
    rememberList(props.name, { first, hiddenPx: offset - handle.getItemOffset(index), top: held, byHand });
  };
  // Rows that are drawn for the first time are measured meanwhile.
  const onScrollEnd = (): void => {
    if (list.current !== null) remember(list.current, list.current.scrollOffset, top);
  };
  const onScroll = (offset: number): void => {
    const held = offset > AWAY_PX ? (top ?? rows[0]?.event.seq ?? null) : byHand ? top : null;
    setTop(held);
    const handle = list.current;
    if (handle === null) return;
    remember(handle, offset, held);
    if (onOlder === undefined) return;
    if (handle.findItemIndex(offset + handle.viewportSize) >= rows.length - OLDER_AHEAD_ROWS) onOlder();
  };

  return (
    <div className={styles.frame} data-old={oldAt !== null}>
      {oldAt !== null && <OldMark at={oldAt} className={styles.old} />}
      {(newer > 0 || byHand) && (
        <button type="button" className={styles.newer} onClick={follow}>
          {byHand ? <Pause size={13} aria-hidden="true" /> : <ArrowUp size={14} aria-hidden="true" />}
          {byHand ? `Paused, ${count(newer)} new` : `${count(newer)} new`}
        </button>
      )}
      <div ref={scroller} className={styles.scroller} tabIndex={0} role="region" aria-label={props.name}>
        <Virtualizer
          ref={list}
          data={rows}
          as="ul"
          item="li"
          itemSize={compact ? COMPACT_ROW_PX : ROW_PX}
          onScroll={onScroll}
          onScrollEnd={onScrollEnd}
        >
          {(row, index) => {
            const newerRow = rows[index - 1];
            return (
              <div key={row.event.seq}>
                {newerRow !== undefined && changesDay(row, newerRow, zone) && (
                  <p className={styles.day}>{dayHead(row.event.at, zone)}</p>
                )}
                {newerRow !== undefined && isSeenEdge(row, newerRow, seenSeq) && (
                  <p className={styles.seen}>
                    <span>new since your last visit</span>
                  </p>
                )}
                <TapeLine row={row} compact={compact} around={around} />
              </div>
            );
          }}
        </Virtualizer>
        {props.foot}
      </div>
    </div>
  );
}

function changesDay(row: TapeLineRow, newerRow: TapeLineRow, zone: Zone): boolean {
  return dayOf(row.event.at, zone) !== dayOf(newerRow.event.at, zone);
}

function isSeenEdge(row: TapeLineRow, newerRow: TapeLineRow, seenSeq: number | null): boolean {
  return seenSeq !== null && row.event.seq <= seenSeq && newerRow.event.seq > seenSeq;
}
