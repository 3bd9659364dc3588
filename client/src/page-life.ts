/**
 * What the browser says about network, visibility, freezing and its back/forward cache. Elsewhere (Node, workers without a
 * document) there is little to hear, and that is fine.
 */
import type { Surroundings } from "./model.ts";

const EVENTS = "online offline visibilitychange freeze resume pagehide pageshow";

/** Tells the surroundings now and at each change, until the answer is called. */
export function watchPage(tell: (page: Surroundings) => void): () => void {
  const scope: Partial<typeof globalThis> = globalThis;
  const look = (event?: Event): void =>
    tell({
      online: scope.navigator?.onLine !== false,
      visible: scope.document?.visibilityState !== "hidden",
      awake: !/freeze|pagehide/.test(event?.type ?? ""),
    });
  // While capturing, the window also hears what happens to its document.
  for (const name of EVENTS.split(" ")) scope.addEventListener?.(name, look, true);
  look();
  return () => {
    for (const name of EVENTS.split(" ")) scope.removeEventListener?.(name, look, true);
  };
}
