/** Where one can go, in the order of the navigation. */
import { Activity, Bot, ChartSpline, LayoutGrid, type LucideIcon, Plus, Rows3, Settings } from "lucide-react";

export interface Place {
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** The keys that go there. */
  readonly keys: string;
}

export const MAIN_PLACES: readonly Place[] = [
  { path: "/", label: "Overview", icon: LayoutGrid, keys: "g o" },
  { path: "/trades", label: "Trades", icon: Rows3, keys: "g t" },
  { path: "/bots", label: "Bots", icon: Bot, keys: "g b" },
  { path: "/profit", label: "Profit", icon: ChartSpline, keys: "g p" },
  { path: "/tape", label: "Tape", icon: Activity, keys: "g e" },
];

export const CONNECT_PLACE: Place = { path: "/connect", label: "Connect a bot", icon: Plus, keys: "g c" };
export const SETTINGS_PLACE: Place = { path: "/settings", label: "Settings", icon: Settings, keys: "g s" };
export const ALL_PLACES: readonly Place[] = [...MAIN_PLACES, CONNECT_PLACE, SETTINGS_PLACE];

/** True where the address is at a place or under it. */
export function isAt(path: string, place: string): boolean {
  return place === "/" ? path === "/" : path === place || path.startsWith(`${place}/`);
}
