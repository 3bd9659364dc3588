/** A text as a QR code (ISO/IEC 18004), dark on light in either theme: cameras read no other reliably. */
import { useMemo } from "react";
import { correction, generate } from "lean-qr";
import styles from "./phone-panel.module.css";

/** The quiet zone that the standard asks for, modules. */
const QUIET = 4;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => {
    const code = generate(text, { minCorrectionLevel: correction.L, maxCorrectionLevel: correction.M });
    return { size: code.size, path: pathOf(code.size, (x, y) => code.get(x, y)) };
  }, [text]);
  const box = size + 2 * QUIET;
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${box} ${box}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path transform={`translate(${QUIET} ${QUIET})`} d={path} />
    </svg>
  );
}

/** A bar for each run of dark modules. */
function pathOf(size: number, isDark: (x: number, y: number) => boolean): string {
  const bars: string[] = [];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const from = x;
      while (x < size && isDark(x, y)) x++;
      if (x > from) bars.push(`M${from} ${y}h${x - from}v1h${from - x}z`);
    }
  return bars.join("");
}
