/**
 * The parts of the page's pictures: escaped text, a frame that is readable on light and dark pages alike, and axes with round marks.
 */

/** The picture's own background, so that it does not depend on the page's; colours follow the reader's scheme. */
const STYLE = `
  .paper { fill: #ffffff } text { fill: #1f2328; font: 12px system-ui, sans-serif } .faint { fill: #59636e }
  .grid { stroke: #d1d9e0; stroke-width: 1 } .range { stroke: #1f2328; stroke-width: 1.5 }
  .c0 { fill: #0969da; stroke: #0969da } .c1 { fill: #bf5b04; stroke: #bf5b04 } .c2 { fill: #1a7f37; stroke: #1a7f37 } .c3 { fill: #8250df; stroke: #8250df } .rest { fill: #8c959f; stroke: #8c959f }
  .line { fill: none; stroke-width: 2 } .title { font-weight: 600; font-size: 14px }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } text { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d } .range { stroke: #f0f6fc }
    .c0 { fill: #4493f8; stroke: #4493f8 } .c1 { fill: #db6d28; stroke: #db6d28 } .c2 { fill: #3fb950; stroke: #3fb950 } .c3 { fill: #ab7df8; stroke: #ab7df8 } .rest { fill: #656c76; stroke: #656c76 }
    .line { fill: none }
  }`;

export const WIDTH = 720;

/** A whole picture. `title` is also what a screen reader says. */
export function toSvg(title: string, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escapeText(title)}</title>
<style>${STYLE}
</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="6"/>
${label(20, 28, title, { className: "title" })}
${parts.join("\n")}
</svg>
`;
}

interface LabelOptions {
  readonly anchor?: "start" | "middle" | "end";
  readonly className?: string;
}

export function label(x: number, y: number, text: string, { anchor = "start", className }: LabelOptions = {}): string {
  const classes = className === undefined ? "" : ` class="${className}"`;
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${classes}>${escapeText(text)}</text>`;
}

export function line(from: readonly [number, number], to: readonly [number, number], className: string): string {
  return `<line class="${className}" x1="${round(from[0])}" y1="${round(from[1])}" x2="${round(to[0])}" y2="${round(to[1])}"/>`;
}

/** Tenths of a pixel are enough, and keep the files small. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Round marks from 0 to at least `max`, at most seven of them. */
export function marks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, n) => Number((n * step).toPrecision(12)));
}

/** A number as it stands at an axis: few digits, thousands apart. */
export function shown(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
