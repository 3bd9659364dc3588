/** Summaries of the ledger's trades, kept up from one of its versions to the next while a view shows them; nobody keeps up others. */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { Kept } from "../figures/kept.ts";
import type { Coverage, Ledger } from "./ledger.ts";
import { useSession } from "./session-provider.tsx";

/** A summary at the ledger's version: one step behind, it takes that step; otherwise it is made of all trades. */
export class KeptView<View> {
  readonly #ledger: Pick<Ledger, "version" | "change" | "view">;
  readonly #make: () => Kept<View>;
  #kept: Kept<View> | null = null;
  #version = 0;

  constructor(ledger: Pick<Ledger, "version" | "change" | "view">, make: () => Kept<View>) {
    this.#ledger = ledger;
    this.#make = make;
  }

  readonly get = (): View => {
    const { version, change } = this.#ledger;
    if (this.#kept !== null && version === this.#version) return this.#kept.view;
    if (this.#kept !== null && change !== null && version === this.#version + 1)
      this.#kept.change(change.gone, change.came);
    else {
      this.#kept = this.#make();
      this.#kept.change([], this.#ledger.view.trades);
    }
    this.#version = version;
    return this.#kept.view;
  };
}

/** What a summary says; made again where `make` is another function. */
export function useKept<View>(make: () => Kept<View>): View {
  const { ledger } = useSession();
  const kept = useMemo(() => new KeptView(ledger, make), [ledger, make]);
  return useSyncExternalStore(ledger.subscribe, kept.get);
}

/** A ledger that could not be read is asked again after so long. */
const RETRY_MS = 30_000;

/** How much of the ledger is known. Reads it on first use, and again when it may have missed something. */
export function useCoverage(): Coverage {
  const { ledger } = useSession();
  const coverage = useSyncExternalStore(ledger.subscribe, () => ledger.view.coverage);
  const { kind } = coverage;
  useEffect(() => {
    if (kind === "unread") void ledger.read();
    if (kind !== "live-only") return undefined;
    const timer = setTimeout(() => ledger.expire(), RETRY_MS);
    return () => clearTimeout(timer);
  }, [ledger, kind]);
  return coverage;
}
