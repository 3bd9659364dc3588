/** The end of a filtered tape: how far back it has been looked, and the way to look further. */
import { History } from "lucide-react";
import { useStatus } from "fillcast/react";
import controls from "../parts/controls.module.css";
import { useZone } from "../browser/preferences.ts";
import { useNow } from "../browser/now.ts";
import { clock, type Zone } from "../words/instant.ts";
import type { SearchView } from "./search.ts";
import styles from "./search-foot.module.css";

export function SearchFoot(props: {
  readonly view: SearchView;
  /** The filter's beginning, ms since 1970; null where it goes back to the first event. */
  readonly from: number | null;
  readonly isEmpty: boolean;
  readonly onOlder: () => void;
}) {
  const { view, isEmpty, onOlder } = props;
  const zone = useZone();
  const now = useNow();
  const isLive = useStatus().phase === "live";
  const isOver = view.phase === "end" || view.phase === "full";
  return (
    <div className={styles.foot} data-empty={isEmpty}>
      <p role="status">{isLive ? footWords(props, now, zone) : "Older events need a connection."}</p>
      {isLive && !isOver && (
        <button type="button" className={controls.button} onClick={onOlder} disabled={view.phase === "reading"}>
          <History size={14} aria-hidden="true" />
          {view.phase === "failed" ? "Try again" : "Search older"}
        </button>
      )}
    </div>
  );
}

function footWords(
  { view, from, isEmpty }: { readonly view: SearchView; readonly from: number | null; readonly isEmpty: boolean },
  now: number,
  zone: Zone,
): string {
  const said = isEmpty ? "No match" : "No more matches";
  switch (view.phase) {
    case "reading":
      return "Searching older events…";
    case "failed":
      return view.refusal ?? "The server did not answer.";
    case "full":
      return `Too many matches. Searched back to ${clock(view.reachedAt ?? now, now, zone)}. Narrow the filter.`;
    case "end":
      return from === null ? `${said}. Searched all events.` : `${said}. Searched back to ${clock(from, now, zone)}.`;
    case "idle":
      if (view.reachedAt === null) return isEmpty ? "No match in loaded events." : "End of loaded events.";
      return `${isEmpty ? "No match yet. " : ""}Searched back to ${clock(view.reachedAt, now, zone)}.`;
  }
}
