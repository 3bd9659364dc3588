/**
 * The page of a link as HTML, in parts that change one by one: an open page is sent only those that are new. Made of the view
 * alone. Every text that comes from a bot or an owner is escaped here; nothing has a style or a script of its own.
 */
import type { SharedBook, SharedClosed, SharedMoney, SharedOpen, SharedView } from "@fillcast/protocol";
import { chartOf } from "./chart.ts";
import {
  count,
  delayWords,
  duration,
  escapeHtml,
  money,
  percent,
  plainMoney,
  plainPercent,
  shareOf,
  toneOf,
  utc,
} from "./words.ts";

export type PartName = "about" | "books" | "open" | "closed";
export type Parts = { readonly [Name in PartName]: string };

const MODE_WORDS = { live: "Live money", dry: "Simulated money", unknown: "Money not known to be live or simulated" };
/** What the sums are, wherever they stand. */
const SUM_WORDS =
  "Percentages are each trade's own profit by its own stake, added up. They are not the growth of an account.";

export function viewToParts(view: SharedView): Parts {
  return {
    about: aboutOf(view),
    books: view.books.length === 0 ? `<p class="empty">No trade has closed yet.</p>` : view.books.map(bookOf).join(""),
    open: view.open === null ? "" : openOf(view.open, view),
    closed: view.closed.length === 0 ? "" : closedOf(view.closed, view),
  };
}

function aboutOf({ delayS, openedFrom, books }: SharedView): string {
  const unrated = books.reduce((sum, book) => sum + book.unrated, 0);
  const notes = [
    SUM_WORDS,
    ...(delayS === 0 ? [] : [`What is shown is ${delayWords(delayS)} old. Open trades have no price.`]),
    ...(openedFrom === null ? [] : [`Trades that were opened before ${time(openedFrom)} are not counted.`]),
    ...(unrated === 0
      ? []
      : [`${count(unrated)} closed ${unrated === 1 ? "trade has" : "trades have"} no percentage.`]),
  ];
  return `<p class="note">${notes.join(" ")}</p>`;
}

function bookOf(book: SharedBook): string {
  const { mode, month, money: sums = [] } = book;
  const figures = [
    figure("30 days", percent(month.ratio), toneOf(month.ratio), `${count(month.closed)} closed`),
    figure("All", percent(book.ratio), toneOf(book.ratio), `${count(book.closed)} closed`),
    figure("Won", shareOf(book.wins, book.closed) ?? "–", "", `${count(book.wins)} won, ${count(book.losses)} lost`),
    figure("Best trade", book.best === null ? "–" : percent(book.best), toneOf(book.best)),
    figure("Worst trade", book.worst === null ? "–" : percent(book.worst), toneOf(book.worst)),
    figure("Largest fall", plainPercent(book.drawdown), "", "of the running sum"),
  ];
  return `<section class="book"><h2>${MODE_WORDS[mode]}</h2><dl class="figures">${figures.join("")}</dl>${chartOf(book.days)}${sums.map(moneyOf).join("")}</section>`;
}

function moneyOf({ currency, closed, realised, best, worst, drawdown }: SharedMoney): string {
  const figures = [
    figure("Profit", escapeHtml(money(realised, currency)), toneOf(realised), `${count(closed)} closed`),
    figure("Best trade", escapeHtml(money(best, currency)), toneOf(best)),
    figure("Worst trade", escapeHtml(money(worst, currency)), toneOf(worst)),
    figure("Largest fall", escapeHtml(plainMoney(drawdown, currency))),
  ];
  return `<h3>${escapeHtml(currency)}</h3><dl class="figures money">${figures.join("")}</dl>`;
}

function figure(name: string, value: string, tone = "", detail = ""): string {
  return `<div><dt>${name}</dt><dd><span class="value ${tone}">${value}</span>${detail === "" ? "" : `<small>${detail}</small>`}</dd></div>`;
}

function openOf(trades: readonly SharedOpen[], { delayS, amounts }: SharedView): string {
  if (trades.length === 0) return `<section><h2>Open trades</h2><p class="empty">None is open.</p></section>`;
  const hasStakes = amounts && delayS === 0;
  const rows = trades.map(
    (trade) =>
      `<li><span class="pair">${pairOf(trade)}</span>${
        trade.move === null ? "" : `<span class="result ${toneOf(trade.move)}">${percent(trade.move)}</span>`
      }<span class="more">since ${time(trade.openedAt)}${botOf(trade)}${modeOf(trade)}${
        hasStakes && trade.stake != null ? `, stake ${escapeHtml(plainMoney(trade.stake, trade.currency ?? ""))}` : ""
      }</span></li>`,
  );
  const words =
    delayS === 0 ? `<p class="note">The percentage is the price's move since the entry, before fees.</p>` : "";
  return `<section><h2>Open trades</h2>${words}<ul class="trades">${rows.join("")}</ul></section>`;
}

function closedOf(trades: readonly SharedClosed[], { amounts }: SharedView): string {
  const rows = trades.map(
    (trade) =>
      `<li><span class="pair">${pairOf(trade)}</span><span class="result ${toneOf(trade.ratio ?? trade.realised ?? null)}">${
        trade.ratio === null ? "–" : percent(trade.ratio)
      }${
        amounts && trade.realised != null
          ? ` <small>${escapeHtml(money(trade.realised, trade.currency ?? ""))}</small>`
          : ""
      }</span><span class="more">${time(trade.closedAt)}, held ${duration(trade.closedAt - trade.openedAt)}${botOf(trade)}${modeOf(trade)}</span></li>`,
  );
  return `<section><h2>Last closed trades</h2><ul class="trades">${rows.join("")}</ul></section>`;
}

function pairOf({ pair, direction }: SharedOpen | SharedClosed): string {
  return `${escapeHtml(pair)} <small>${direction}</small>`;
}

function botOf({ bot }: SharedOpen | SharedClosed): string {
  return bot === null ? "" : `, ${escapeHtml(bot)}`;
}

/** Only what is no live money says so. */
function modeOf({ mode }: SharedOpen | SharedClosed): string {
  return mode === "dry" ? ", simulated" : "";
}

function time(ms: number): string {
  return `<time datetime="${new Date(ms).toISOString()}">${utc(ms)}</time>`;
}
