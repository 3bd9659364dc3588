/**
 * The badge: the newest 30 days in percent as a small SVG, without script, style or font of its own.
 */
import type { SharedView } from "@fillcast/protocol";
import { viewToHeadline } from "./headline.ts";

const HEIGHT = 20;
/** Of a character at 11 px, on average; `textLength` then fits the text exactly. */
const CHARACTER_WIDTH = 6.4;
const PADDING = 6;
const COLOURS = { gain: "#1d7a46", loss: "#b93a32", none: "#5f6670" };

export function drawBadge(view: SharedView): string {
  const { mode, profit, sign } = viewToHeadline(view);
  const label = mode === "dry" ? "30 days, simulated" : "30 days";
  const value = mode === null ? "no trades" : profit;
  const colour = sign > 0 ? COLOURS.gain : sign < 0 ? COLOURS.loss : COLOURS.none;
  const [left, right] = [label, value].map((text) => Math.round(text.length * CHARACTER_WIDTH) + 2 * PADDING) as [
    number,
    number,
  ];
  const text = (words: string, x: number, width: number): string =>
    `<text x="${x + PADDING}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${label}: ${value}"><title>${label}: ${value}</title><clipPath id="r"><rect width="${left + right}" height="${HEIGHT}" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="${HEIGHT}" fill="#31363d"/><rect x="${left}" width="${right}" height="${HEIGHT}" fill="${colour}"/></g><g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(label, 0, left)}${text(value, left, right)}</g></svg>`;
}
