/** A bar from the middle: right for a gain, left for a loss, the largest of its table reaching the edge. */
import styles from "./breakdown.module.css";

const HALF_PX = 40;

export function ShareBar({ value, largest }: { readonly value: number; readonly largest: number }) {
  const length = largest === 0 ? 0 : (Math.abs(value) / largest) * HALF_PX;
  const x = value < 0 ? HALF_PX - length : HALF_PX;
  return (
    <svg className={styles.bar} width={2 * HALF_PX} height={8} aria-hidden="true">
      <line x1={HALF_PX} x2={HALF_PX} y1={0} y2={8} />
      <rect data-sign={Math.sign(value)} x={x} y={1} width={length} height={6} rx={1} />
    </svg>
  );
}
