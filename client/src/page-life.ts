/**
 * What the browser says about network, freezing and its back/forward cache, told anew at each change and whenever the page is
 * looked at again. Elsewhere (Node, workers without a document) there is little to hear, and that is fine.
 */
import type { Surroundings } from "./model.ts";

const EVENTS = "online offline visibilitychange freeze resume pagehide pageshow";

/** Tells the surroundings now and at each event, until the answer is called. */
export function watchPage(tell: (page: Surroundings) => void): () => void {
  const scope: Partial<typeof globalThis> = globalThis;
  const look = (event?: Event): void =>
    tell({ online: scope.navigator?.onLine !== false, awake: !/freeze|pagehide/.test(String(event?.type)) });
  const watch = new AbortController();
  // While capturing, the window also hears what happens to its document.
  const options = { capture: true, signal: watch.signal };
  for (const name of EVENTS.split(" ")) scope.addEventListener?.(name, look, options);
  look();
  return () => watch.abort();
}
