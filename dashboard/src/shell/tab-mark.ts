/** The count of open trades in the tab's title and on its icon, for a page that is one tab among many. */
import { useEffect, useState } from "react";
import { useShownState } from "../live/shown-state.ts";

/** The browser draws the tab again for each change, and a busy feed has many in a second. */
const PAUSE_MS = 1_000;
/** A larger number would not be readable. */
const COUNT_MAX = 999;

export function useTabMark(view: string): void {
  const open = useSlowly(
    useShownState((state) => Object.values(state.trades).filter((trade) => trade.status === "open").length) ?? 0,
  );
  useEffect(() => {
    document.title = `${open > 0 ? `(${open}) ` : ""}${view} · Fillcast`;
  }, [open, view]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const plain = link?.href;
    if (link === null || plain === undefined || open === 0 || open > COUNT_MAX) return undefined;
    link.href = iconOf(open);
    return () => {
      link.href = plain;
    };
  }, [open]);
}

/** The value, changed at most once in `PAUSE_MS`; the newest wins. */
function useSlowly(value: number): number {
  const [shown, setShown] = useState({ value, atMs: -Infinity });
  useEffect(() => {
    if (value === shown.value) return undefined;
    const waitMs = Math.max(0, shown.atMs + PAUSE_MS - performance.now());
    const timer = setTimeout(() => setShown({ value, atMs: performance.now() }), waitMs);
    return () => clearTimeout(timer);
  }, [value, shown]);
  return shown.value;
}

/** The mark's square with the number on it, as a data URL. */
function iconOf(open: number): string {
  const size = open < 10 ? 23 : open < 100 ? 19 : 14;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7.5" fill="#3d5bd9"/><text x="16" y="17" fill="#fff" font-family="sans-serif" font-weight="600" font-size="${size}" text-anchor="middle" dominant-baseline="central">${open}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
