/** Every event, with filters that live in the address. */
import { useDeferredValue, useMemo, useSyncExternalStore } from "react";
import { useSearch } from "wouter";
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
import { useOlder } from "./older.ts";
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

export default function TapeView() {
  const { away, tape } = useSession();
  const { seenSeq } = useSyncExternalStore(away.subscribe, away.getView);
  const wide = useWide();
  const filter = useAddressFilter();
  const rows = useFilteredRows(filter);
  const older = useOlder(rows.length);
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
