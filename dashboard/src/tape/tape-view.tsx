/** Every event, with filters that live in the address. What the page does not hold is looked for on the server. */
import { useDeferredValue, useMemo, useSyncExternalStore } from "react";
import { useSearch as useAddressSearch } from "wouter";
import { useStatus } from "fillcast/react";
import { useSession } from "../live/session-provider.tsx";
import { usePickedRows } from "../live/tape-rows.ts";
import { SearchField } from "../parts/search-field.tsx";
import { Segments } from "../parts/segments.tsx";
import { useWide } from "../browser/wide.ts";
import { useAddressPart } from "../browser/address.ts";
import { useZone } from "../browser/preferences.ts";
import { BotPicker } from "../views/bot-picker.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { filterQuery } from "./saved-filters.ts";
import { KIND_CHOICES, parseFilter } from "./address-filter.ts";
import { FilterMenu } from "./filter-menu.tsx";
import { useLines, useMatches } from "./filtered.ts";
import { useOlder } from "./older.ts";
import { toQuestion } from "./question.ts";
import { NO_FILTER, type TapeFilter } from "./rows.ts";
import { SavedMenu } from "./saved-menu.tsx";
import { SearchFoot } from "./search-foot.tsx";
import { TapeList } from "./tape-list.tsx";
import styles from "./tape-view.module.css";
import { useSearch } from "./use-search.ts";

export default function TapeView() {
  const query = useDeferredValue(filterQuery(useAddressSearch()));
  const zone = useZone();
  const filter = useMemo(() => parseFilter(query, zone), [query, zone]);
  return (
    <>
      <ViewHead title="Tape">
        <SearchField name="Search events" />
        <BotPicker />
      </ViewHead>
      <div className={styles.choice}>
        <KindChoice />
        <FilterMenu />
        <SavedMenu />
      </div>
      <div className={styles.list}>
        {filter === NO_FILTER ? <AllEvents /> : <FoundEvents key={query} filter={filter} />}
      </div>
    </>
  );
}

function KindChoice() {
  const [show, setShow] = useAddressPart("show");
  const choices = [{ value: "", label: "All" }, ...KIND_CHOICES.map(({ name, label }) => ({ value: name, label }))];
  return <Segments name="Kinds of events" choices={choices} value={show ?? ""} onChange={setShow} />;
}

function AllEvents() {
  const lines = useLines(usePickedRows(useMatches(NO_FILTER)));
  const older = useOlder(lines.length);
  const seenSeq = useSeenSeq();
  const wide = useWide();
  if (lines.length === 0) return <Nothing />;
  return <TapeList name="Events" rows={lines} compact={!wide} seenSeq={seenSeq} onOlder={older} />;
}

/** What the page holds of them, live events on top, and below it what was found in the history. */
function FoundEvents({ filter }: { readonly filter: TapeFilter }) {
  const matches = useMatches(filter);
  const held = usePickedRows(matches);
  const question = useMemo(() => toQuestion(filter), [filter]);
  const { view, older } = useSearch(question, matches);
  const rows = useMemo(() => (view.rows.length === 0 ? held : held.concat(view.rows)), [held, view.rows]);
  const lines = useLines(rows);
  const seenSeq = useSeenSeq();
  const wide = useWide();
  const foot = <SearchFoot view={view} from={filter.from} isEmpty={lines.length === 0} onOlder={older} />;
  if (lines.length === 0) return foot;
  return <TapeList name="Events" rows={lines} compact={!wide} seenSeq={seenSeq} onOlder={older} foot={foot} />;
}

function useSeenSeq(): number | null {
  const { away } = useSession();
  return useSyncExternalStore(away.subscribe, away.getView).seenSeq;
}

function Nothing() {
  const status = useStatus();
  if (status.phase !== "live") return <p className={styles.empty}>Waiting for the feed…</p>;
  return (
    <div className={styles.empty}>
      <p>
        <strong>Nothing yet.</strong>
      </p>
      <p>Events appear here live.</p>
    </div>
  );
}
