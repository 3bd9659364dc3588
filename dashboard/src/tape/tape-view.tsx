/** Every event, with filters that live in the address. */
import { useCallback, useDeferredValue, useMemo, useRef, useSyncExternalStore } from "react";
import { useSearch } from "wouter";
import type { TradeEvent } from "fillcast";
import { useStatus } from "fillcast/react";
import { useSession } from "../live/session-provider.tsx";
import { SearchField } from "../parts/search-field.tsx";
import { Segments } from "../parts/segments.tsx";
import { useWide } from "../browser/wide.ts";
import { useAddressPart } from "../browser/address.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { ViewHead } from "../views/view-head.tsx";
import type { EventKind } from "../words/event.ts";
import { useFilteredRows } from "./filtered.ts";
import { NO_FILTER, type TapeFilter } from "./rows.ts";
import { TapeList } from "./tape-list.tsx";
import styles from "./tape-view.module.css";

/** The kinds that one choice shows. */
const CHOICES: readonly { readonly name: string; readonly label: string; readonly kinds: readonly EventKind[] }[] = [
  { name: "fills", label: "Fills", kinds: ["fill", "close"] },
  { name: "closes", label: "Closed", kinds: ["close"] },
  { name: "orders", label: "Orders", kinds: ["order", "cancel"] },
  { name: "warnings", label: "Warnings", kinds: ["alarm", "lock"] },
  { name: "bot", label: "Bot", kinds: ["bot", "message"] },
];

/** Read at a time from the history. */
const READ_EVENTS = 500;

export default function TapeView() {
  const { away, tape } = useSession();
  const { seenSeq } = useSyncExternalStore(away.subscribe, away.getView);
  const wide = useWide();
  const filter = useAddressFilter();
  const rows = useFilteredRows(filter);
  const older = useOlder();
  return (
    <>
      <ViewHead title="Tape">
        <SearchField name="Search events" />
        <BotPicker />
      </ViewHead>
      <KindChoice />
      <div className={styles.list}>
        {rows.length === 0 ? (
          <Empty filtered={filter !== NO_FILTER && tape.view.rows.length > 0} />
        ) : (
          <TapeList name="Events" rows={rows} compact={!wide} seenSeq={seenSeq} onOlder={older} />
        )}
      </div>
    </>
  );
}

function KindChoice() {
  const [show, setShow] = useAddressPart("show");
  const choices = [{ value: "", label: "All" }, ...CHOICES.map(({ name, label }) => ({ value: name, label }))];
  return (
    <div className={styles.choice}>
      <Segments name="Kinds of events" choices={choices} value={show ?? ""} onChange={setShow} />
    </div>
  );
}

function useAddressFilter(): TapeFilter {
  const bots = useChosenBots();
  const parameters = new URLSearchParams(useSearch());
  const show = parameters.get("show");
  const text = useDeferredValue(parameters.get("q") ?? "");
  return useMemo(() => {
    const kinds = CHOICES.find((choice) => choice.name === show)?.kinds;
    if (bots === null && kinds === undefined && text.trim() === "") return NO_FILTER;
    return { ...NO_FILTER, bots, kinds: kinds === undefined ? null : new Set(kinds), text: text.trim().toLowerCase() };
  }, [bots, show, text]);
}

function Empty({ filtered }: { readonly filtered: boolean }) {
  const status = useStatus();
  if (filtered) return <p className={styles.empty}>No loaded event matches the filter.</p>;
  if (status.phase !== "live") return <p className={styles.empty}>Waiting for the feed…</p>;
  return (
    <div className={styles.empty}>
      <p>
        <strong>Nothing yet.</strong>
      </p>
      <p>Entries, fills and exits appear here as soon as a bot reports them.</p>
    </div>
  );
}

/** Reads older events from the history when a reader comes near the end of the tape; one read at a time, none after the end. */
function useOlder(): () => void {
  const { feed, tape } = useSession();
  const state = useRef<"idle" | "reading" | "end">("idle");
  return useCallback(() => {
    const oldest = tape.view.rows.at(-1)?.event.seq;
    const epoch = feed.position?.epoch;
    if (state.current !== "idle" || oldest === undefined || epoch === undefined) return;
    if (oldest <= 1) {
      state.current = "end";
      return;
    }
    state.current = "reading";
    const from = Math.max(0, oldest - 1 - READ_EVENTS);
    void (async () => {
      const events: TradeEvent[] = [];
      try {
        const query = { after: { epoch, seq: from }, before: { epoch, seq: oldest }, limit: READ_EVENTS };
        for await (const event of feed.history(query)) events.push(event);
        tape.addOlder(events);
        state.current = events.length === 0 ? "end" : "idle";
      } catch {
        // Scrolling again asks again.
        state.current = "idle";
      }
    })();
  }, [feed, tape]);
}
