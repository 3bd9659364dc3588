/** The health of all bots in a row of counts: "17 active · 2 quiet · 1 error". Each opens the list of the bots behind it. */
import { BotLink } from "../bots/bot-link.tsx";
import type { BotRow } from "../bots/bot-rows.ts";
import { useHealth } from "../bots/health.ts";
import { type Health, HEALTHS } from "../bots/presence.ts";
import { PresenceBadge } from "../bots/presence-badge.tsx";
import { Popover } from "../parts/popover.tsx";
import { count } from "../words/decimal.ts";
import styles from "./health-row.module.css";

const TONES: { readonly [health in Health]: "good" | "warn" | "bad" | "none" } = {
  active: "good",
  quiet: "warn",
  error: "bad",
  stopped: "none",
};

export function HealthRow({ rows }: { readonly rows: readonly BotRow[] }) {
  const health = useHealth(rows);
  return (
    <div className={styles.row} role="group" aria-label="Health of the bots">
      {HEALTHS.toReversed().map((each) => {
        const own = rows.filter(({ name }) => health.get(name) === each);
        // The healthy are counted even if there are none.
        if (own.length === 0 && each !== "active") return null;
        return <Count key={each} health={each} rows={own} />;
      })}
    </div>
  );
}

function Count({ health, rows }: { readonly health: Health; readonly rows: readonly BotRow[] }) {
  const words = `${count(rows.length)} ${health === "error" && rows.length !== 1 ? "errors" : health}`;
  return (
    <Popover
      className={styles.count}
      name={`${words}: show the bots`}
      label={
        <>
          <span className={styles.dot} data-tone={TONES[health]} aria-hidden="true" />
          <span>{words}</span>
        </>
      }
    >
      {() => (
        <ul className={styles.list} aria-label={words}>
          {rows.length === 0 && <li className={styles.none}>No bot.</li>}
          {rows.map(({ name, bot }) => (
            <li key={name}>
              <BotLink name={name} mode={bot.mode} whole={false} />
              <PresenceBadge name={name} bot={bot} />
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
