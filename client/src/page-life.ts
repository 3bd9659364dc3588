/**
 * Reports what the browser says about network, freezing and its back/forward cache: at each change, and when the page
 * becomes visible. Elsewhere (Node, workers without a document) there is little to report.
 */
import type { Surroundings } from "./model.ts";

const EVENTS = "online offline visibilitychange freeze resume pagehide pageshow";

/** What of a page there is. */
interface Scope {
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: unknown;
  readonly addEventListener?: (name: never, look: (event: Event) => void, options: object) => void;
}

/** Tells the surroundings now and at each event, until the answer is called. */
export function watchPage(tell: (page: Surroundings) => void): () => void {
  const scope: Scope = globalThis;
  const look = (event?: Event): void =>
    tell({ online: scope.navigator?.onLine !== false, awake: !/freeze|pagehide/.test(String(event?.type)) });
  const watch = new AbortController();
  // While capturing, the window also hears what happens to its document; a runtime without one may not know the word (workerd).
  const options = { signal: watch.signal, ...("document" in scope && { capture: true }) };
  for (const name of EVENTS.split(" ")) scope.addEventListener?.(name as never, look, options);
  look();
  return () => watch.abort();
}
