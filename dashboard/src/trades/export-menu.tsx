/** Saves trades as CSV: those on screen, or the feed's whole ledger from the server. */
import { useState } from "react";
import { Download } from "lucide-react";
import type { Trade } from "fillcast";
import { downloadTrades } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { count } from "../words/decimal.ts";
import { utcDay } from "../words/instant.ts";
import { saveFile, tradesToCsv } from "./csv.ts";
import styles from "./export-menu.module.css";

export function ExportMenu({ trades }: { readonly trades: readonly Trade[] }) {
  const { credentials } = useSession();
  const [said, setSaid] = useState<string | null>(null);
  const nameOf = (what: string): string => `${credentials.feed}-${what}-${utcDay(Date.now())}.csv`;
  const saveShown = (): void => saveFile(nameOf("trades"), new Blob([tradesToCsv(trades)], { type: "text/csv" }));
  const saveAll = async (): Promise<void> => {
    setSaid("Reading the ledger…");
    const answer = await downloadTrades(credentials, {});
    if (answer.kind === "ok") saveFile(nameOf("ledger"), answer.value);
    setSaid(answer.kind === "ok" ? null : answer.kind === "refused" ? answer.detail : "The server cannot be reached.");
  };
  return (
    <Popover
      className={controls.button}
      align="end"
      name="Export as CSV"
      label={
        <>
          <Download size={14} aria-hidden="true" />
          <span className={styles.word}>CSV</span>
        </>
      }
    >
      {() => (
        <div className={styles.menu}>
          <button type="button" className={controls.quiet} onClick={saveShown}>
            These {count(trades.length)} trades
          </button>
          <button type="button" className={controls.quiet} onClick={() => void saveAll()}>
            The whole ledger
          </button>
          {said !== null && <p role="status">{said}</p>}
        </div>
      )}
    </Popover>
  );
}
