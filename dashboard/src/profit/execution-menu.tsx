/** Saves the executions of the range and the chosen bots, read from the feed's history when somebody asks for them. */
import { useEffect, useRef, useState } from "react";
import { Download } from "lucide-react";
import type { FeedState } from "fillcast";
import { CSV_BOM } from "fillcast/csv";
import { useSession } from "../live/session-provider.tsx";
import { useShownState } from "../live/use-shown-state.ts";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { useZone } from "../browser/preferences.ts";
import { rangeText, type ShownRange } from "../browser/range.ts";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { saveFile } from "../parts/save-file.ts";
import { count } from "../words/decimal.ts";
import { zoneName } from "../words/instant.ts";
import { executionsToCsv, executionsToJson } from "./execution-file.ts";
import { EXECUTION_TYPES, type Execution, ExecutionFold } from "./executions.ts";
import styles from "../parts/save-menu.module.css";

/** Events about fills that are read at most: some hundred thousand trades. */
const READ_MAX_EVENTS = 500_000;
const SAY_EVERY_EVENTS = 512;

type Form = "csv" | "json";

const botsOf = (state: FeedState): FeedState["bots"] => state.bots;

export function ExecutionMenu({ of }: { readonly of: ShownRange }) {
  return (
    <Popover
      className={controls.button}
      align="end"
      name="Export executions"
      label={<Download size={14} aria-hidden="true" />}
    >
      {() => <Choices of={of} />}
    </Popover>
  );
}

function Choices({ of }: { readonly of: ShownRange }) {
  const { feed, credentials } = useSession();
  const zone = zoneName(useZone());
  const chosen = useChosenBots();
  const bots = useShownState(botsOf) ?? {};
  const [said, setSaid] = useState<string | null>(null);
  const [forExcel, setForExcel] = useState(false);
  const wanted = useRef(true);
  useEffect(() => {
    wanted.current = true;
    return () => {
      wanted.current = false;
    };
  }, []);

  const read = async (): Promise<readonly Execution[] | null> => {
    const fold = new ExecutionFold();
    let events = 0;
    const asked = { types: EXECUTION_TYPES, limit: READ_MAX_EVENTS, ...(chosen === null ? {} : { bots: [...chosen] }) };
    for await (const event of feed.history(asked)) {
      if (!wanted.current) return null;
      fold.add(event);
      events += 1;
      if (events % SAY_EVERY_EVENTS === 0) setSaid(`Reading: ${count(events)} messages about fills…`);
    }
    if (events >= READ_MAX_EVENTS) setSaid("There are too many executions for one file. Choose some bots.");
    return events >= READ_MAX_EVENTS
      ? null
      : fold.rows(of, (bot) => (Object.hasOwn(bots, bot) ? bots[bot] : undefined));
  };
  const save = async (form: Form): Promise<void> => {
    setSaid("Reading…");
    try {
      const executions = await read();
      if (executions === null) return;
      const asked = { feed: credentials.feed, zone, from: of.first, to: of.last };
      const name = `${credentials.feed}-executions-${rangeText(of.range)}.${form}`;
      const content =
        form === "csv"
          ? [forExcel ? CSV_BOM : "", executionsToCsv(executions, zone)]
          : [executionsToJson(executions, asked)];
      saveFile(name, new Blob(content, { type: form === "csv" ? "text/csv" : "application/json" }));
      setSaid(`${count(executions.length)} executions, times in ${zone}.`);
    } catch {
      setSaid("The history cannot be read now. Try again.");
    }
  };
  return (
    <div className={styles.menu}>
      <button type="button" className={controls.quiet} onClick={() => void save("csv")}>
        Executions as CSV
      </button>
      <button type="button" className={controls.quiet} onClick={() => void save("json")}>
        Executions as JSON
      </button>
      <label className={styles.excel}>
        <input type="checkbox" checked={forExcel} onChange={(event) => setForExcel(event.target.checked)} />
        For Excel
      </label>
      <p role="status">{said ?? "One row for each fill of the range. Fees where a relay reports them."}</p>
    </div>
  );
}
