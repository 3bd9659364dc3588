/** Saves trades as CSV: those on screen, or the feed's whole ledger from the server. */
import { useState } from "react";
import { Download } from "lucide-react";
import type { Trade } from "fillcast";
import { CSV_BOM, tradesToCsv } from "fillcast/csv";
import { downloadTrades } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { MenuButton } from "../parts/menu-button.tsx";
import { saveFile } from "../parts/save-file.ts";
import { count } from "../words/decimal.ts";
import { dayName, zoneName } from "../words/instant.ts";
import { serverNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import styles from "../parts/save-menu.module.css";

export function ExportMenu(props: {
  /** Those on screen, read when somebody saves them. */
  readonly trades: () => readonly Trade[];
  readonly size: number;
}) {
  const { trades, size } = props;
  const { credentials } = useSession();
  const zone = useZone();
  const [said, setSaid] = useState<string | null>(null);
  const [forExcel, setForExcel] = useState(false);
  const nameOf = (what: string): string => `${credentials.feed}-${what}-${dayName(serverNow(), zone)}.csv`;
  const saveShown = (): void =>
    saveFile(
      nameOf("trades"),
      new Blob([forExcel ? CSV_BOM : "", tradesToCsv(trades(), zoneName(zone))], { type: "text/csv" }),
    );
  const saveAll = async (): Promise<void> => {
    setSaid("Loading the ledger…");
    const answer = await downloadTrades(credentials, { zone: zoneName(zone), ...(forExcel ? { bom: "1" } : {}) });
    if (answer.kind === "ok") saveFile(nameOf("ledger"), answer.value);
    setSaid(answer.kind === "ok" ? null : answer.kind === "refused" ? answer.detail : "The server cannot be reached.");
  };
  return (
    <MenuButton icon={Download} word="CSV" name="Export as CSV">
      {() => (
        <div className={styles.menu}>
          <button type="button" className={controls.quiet} onClick={saveShown}>
            These {count(size)} trades
          </button>
          <button type="button" className={controls.quiet} onClick={() => void saveAll()}>
            All trades
          </button>
          <label className={styles.excel}>
            <input type="checkbox" checked={forExcel} onChange={(event) => setForExcel(event.target.checked)} />
            For Excel
          </label>
          {said !== null && <p role="status">{said}</p>}
        </div>
      )}
    </MenuButton>
  );
}
