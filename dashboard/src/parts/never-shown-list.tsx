/** Which figures this page never shows, and why. Loaded when somebody asks. */
import styles from "./never-shown.module.css";

/** What is not here, or only with a relay, and why it is not guessed. */
const NEVER_SHOWN: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: "Account value, open profit, stops, fees and strategy of a bot without a relay",
    why: "Webhooks do not include them, and the latest price here is as old as the bot's last message.",
  },
  { what: "Candles and indicators", why: "This is a log of what bots did, not a market feed." },
  { what: "Fiat values", why: "Currencies are never converted, because any rate would be a guess." },
];

export default function NeverShownList() {
  return (
    <dl className={styles.list}>
      {NEVER_SHOWN.map(({ what, why }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{why}</dd>
        </div>
      ))}
      <div>
        <dt>Trading controls</dt>
        <dd>Read-only: Fillcast cannot trade, and cannot reach your bots.</dd>
      </div>
    </dl>
  );
}
