/** What an account was worth or a bot had earned, as a line: its scale is its own range, and the figures at both ends say what it was. */
import { useZone } from "../browser/preferences.ts";
import { amountOf } from "../words/decimal.ts";
import { dayHead } from "../words/instant.ts";
import { EQUITY_HEIGHT, EQUITY_WIDTH, equityPath, type EquityPoint } from "./equity.ts";
import styles from "./account-panel.module.css";

export function EquityLine({
  points,
  currency,
  name = "Account value",
}: {
  /** What the line is of. */
  readonly name?: string;
  readonly points: readonly EquityPoint[];
  readonly currency: string;
}) {
  const zone = useZone();
  const path = equityPath(points);
  const [first, last] = [points[0], points.at(-1)];
  if (path === "" || first === undefined || last === undefined) return null;
  const [start, end] = [first, last].map(
    ({ at, value }) => `${dayHead(at, zone)}, ${amountOf(value, currency)} ${currency}`,
  );
  const label = `${name} from ${start} to ${end}`;
  return (
    <figure className={styles.equity}>
      <svg viewBox={`0 0 ${EQUITY_WIDTH} ${EQUITY_HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path d={path} />
      </svg>
      <figcaption>
        <span>{start}</span>
        <span>{end}</span>
      </figcaption>
    </figure>
  );
}
