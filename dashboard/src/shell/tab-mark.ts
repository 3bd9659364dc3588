/**
 * The count of open trades in the tab's title and on its icon, for a page that is one tab among many. The browser draws the icon
 * again for each change of its address, so that is set once a second at most, and only where the icon becomes another one. It is a
 * few shapes as text: no canvas has to be drawn and read back.
 */
import { useEffect } from "react";
import type { FeedState } from "fillcast";
import { useSession } from "../live/session-provider.tsx";
import type { ShownState } from "../live/shown-state.ts";

const PAUSE_MS = 1_000;
/** A larger number would not be readable. */
const COUNT_MAX = 999;

export function useTabMark(view: string): void {
  const { shown } = useSession();
  useEffect(() => followOpen(shown, (open) => markTitle(view, open)), [shown, view]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link === null) return undefined;
    const plain = link.href;
    const set = (href: string): void => {
      if (link.href !== href) link.href = href;
    };
    const stop = followOpen(shown, (open) => set(open === 0 || open > COUNT_MAX ? plain : iconOf(open)));
    return () => {
      stop();
      set(plain);
    };
  }, [shown]);
}

function markTitle(view: string, open: number): void {
  document.title = `${open > 0 ? `(${open}) ` : ""}${view} · Fillcast`;
}

/** Tells the count of open trades, now and where it has changed, at most once in `PAUSE_MS`; the newest wins. */
export function followOpen(shown: Pick<ShownState, "view" | "subscribe">, tell: (open: number) => void): () => void {
  let told: number | null = null;
  let looked: FeedState["trades"] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    timer = undefined;
    looked = shown.view?.trades;
    const open = countOpen(looked ?? {});
    if (open === told) return;
    told = open;
    tell(open);
    timer = setTimeout(again, PAUSE_MS);
  };
  const again = (): void => {
    timer = undefined;
    if (shown.view?.trades !== looked) look();
  };
  look();
  const stop = shown.subscribe(() => {
    if (timer === undefined && shown.view?.trades !== looked) timer = setTimeout(look, PAUSE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function countOpen(trades: FeedState["trades"]): number {
  let open = 0;
  for (const key in trades) if (trades[key]?.status === "open") open += 1;
  return open;
}

/** The mark's square with the number on it, as a data URL. */
function iconOf(open: number): string {
  const size = open < 10 ? 23 : open < 100 ? 19 : 14;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7.5" fill="#3d5bd9"/><text x="16" y="17" fill="#fff" font-family="sans-serif" font-weight="600" font-size="${size}" text-anchor="middle" dominant-baseline="central">${open}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
