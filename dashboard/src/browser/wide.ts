/** How much room the window has, as the style sheets cut it: from 1024 px tables and a side, from 1280 px the side's words too. */
import { useSyncExternalStore } from "react";

interface Media {
  readonly subscribe: (listener: () => void) => () => void;
  readonly matches: () => boolean;
}

function media(query: string): Media {
  const list = window.matchMedia(query);
  return {
    subscribe(listener) {
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    matches: () => list.matches,
  };
}

const wide = media("(min-width: 1024px)");
const roomy = media("(min-width: 1280px)");

/** True where tables have room; under it the same facts stand in cards. */
export function useWide(): boolean {
  return useSyncExternalStore(wide.subscribe, wide.matches);
}

/** True where the navigation shows its words beside its icons. */
export function useRoomy(): boolean {
  return useSyncExternalStore(roomy.subscribe, roomy.matches);
}
