/**
 * The image of a link's preview, as chats and networks show it: the newest 30 days in percent, a few figures, and their running
 * sum as a line. Percentages alone, whatever the link shows; no text of an owner or a bot, since it has letters for its own words only.
 */
import type { SharedView } from "@fillcast/protocol";
import { viewToHeadline } from "../headline.ts";
import { Canvas, type Colour } from "./canvas.ts";
import { encodePng } from "./png.ts";

export const PREVIEW_WIDTH = 1200;
export const PREVIEW_HEIGHT = 630;

const BACKGROUND: Colour = [15, 17, 20];
const INK = { text: 0, quiet: 1, gain: 2, loss: 3, brand: 4, faint: 5 };
const COLOURS: readonly Colour[] = [
  [240, 242, 245],
  [150, 157, 167],
  [95, 211, 147],
  [255, 138, 128],
  [93, 120, 240],
  [48, 53, 60],
];
const MARGIN = 72;
const CHART = { top: 446, height: 120 };
const MONTH_MS = 30 * 24 * 60 * 60 * 1_000;

export async function drawPreview(view: SharedView): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new Canvas(PREVIEW_WIDTH, PREVIEW_HEIGHT, BACKGROUND, COLOURS);
  const { mode, profit, sign, closed, won, drawdown } = viewToHeadline(view);
  canvas.line(INK.brand, [MARGIN + 12, 84], [MARGIN + 12, 84], 26);
  canvas.text(INK.text, "FILLCAST", [MARGIN + 44, 72], 24, 3.5);
  const tone = sign > 0 ? INK.gain : sign < 0 ? INK.loss : INK.text;
  if (mode === null) {
    canvas.text(INK.text, "NO CLOSED TRADES", [MARGIN, 230], 64, 8);
  } else {
    const height = profit.length > 10 ? 96 : 132;
    canvas.text(tone, profit, [MARGIN, 148], height, height / 9);
    canvas.text(INK.quiet, `IN 30 DAYS${mode === "dry" ? ", SIMULATED" : ""}`, [MARGIN, 308], 26, 3.6);
    const figures = [`${closed} CLOSED`, ...(won === null ? [] : [`${won} WON`]), `LARGEST FALL ${drawdown}`];
    let left = MARGIN;
    for (const figure of figures) left = canvas.text(INK.text, figure, [left, 372], 22, 3.2) + 36;
  }
  drawChart(canvas, view);
  return encodePng(canvas.image);
}

function drawChart(canvas: Canvas, { books }: SharedView): void {
  const all = books[0]?.days ?? [];
  const fromMs = Date.parse(all.at(-1)?.day ?? "") - MONTH_MS;
  const days = all.filter(({ day }) => Date.parse(day) > fromMs);
  let sum = 0;
  const sums = [0, ...days.map(({ ratio }) => (sum += Number(ratio)))];
  const [low, high] = [Math.min(...sums), Math.max(...sums)];
  if (sums.length < 3 || low === high) return;
  const x = (index: number): number => MARGIN + ((PREVIEW_WIDTH - 2 * MARGIN) * index) / (sums.length - 1);
  const y = (value: number): number => CHART.top + (CHART.height * (high - value)) / (high - low);
  canvas.rectangle(INK.faint, MARGIN, y(0), PREVIEW_WIDTH - 2 * MARGIN, 2);
  const ink = sum < 0 ? INK.loss : INK.gain;
  for (let index = 1; index < sums.length; index++) {
    canvas.line(ink, [x(index - 1), y(sums[index - 1]!)], [x(index), y(sums[index]!)], 5);
  }
}
