/** The count of open trades in the tab's title and on its icon, for a page that is one tab among many. */
import { useEffect } from "react";
import { useShownState } from "../live/shown-state.ts";

const SIZE_PX = 64;

export function useTabMark(view: string): void {
  const open =
    useShownState((state) => Object.values(state.trades).filter((trade) => trade.status === "open").length) ?? 0;
  useEffect(() => {
    document.title = `${open > 0 ? `(${open}) ` : ""}${view} · Fillcast`;
  }, [open, view]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const plain = link?.href;
    if (link === null || plain === undefined) return undefined;
    const icon = open === 0 ? null : drawIcon(open);
    if (icon !== null) link.href = icon;
    return () => {
      link.href = plain;
    };
  }, [open]);
}

/** The mark's square with the number on it, as a data URL; null where there is no canvas. */
function drawIcon(open: number): string | null {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE_PX;
  canvas.height = SIZE_PX;
  const pen = canvas.getContext("2d");
  if (pen === null) return null;
  pen.fillStyle = "#3d5bd9";
  pen.beginPath();
  pen.roundRect(0, 0, SIZE_PX, SIZE_PX, 15);
  pen.fill();
  pen.fillStyle = "#fff";
  pen.font = `600 ${open < 10 ? 46 : open < 100 ? 38 : 28}px "Inter Variable", sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(String(open), SIZE_PX / 2, SIZE_PX / 2 + 3);
  return canvas.toDataURL();
}
