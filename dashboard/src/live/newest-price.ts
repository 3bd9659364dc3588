/** The newest price of a trade's pair, for what shows it alone: a price that another trade tells of draws nothing else. */
import { useCallback, useSyncExternalStore } from "react";
import type { Trade } from "fillcast";
import { NewestPrices, type Priced } from "../figures/prices.ts";
import { KeptView } from "./kept.ts";
import type { Ledger } from "./ledger.ts";
import { useSession } from "./session-provider.tsx";

/** One for all who ask. */
const kept = new WeakMap<Ledger, KeptView<NewestPrices>>();

/** The same object until a newer price is known, at the pace of figures. */
export function useNewestPrice(trade: Trade): Priced {
  const { ledger, pace } = useSession();
  const subscribe = useCallback(
    (changed: () => void) =>
      ledger.subscribe(() => {
        // Step by step: who misses one looks at all trades again.
        pricesOf(ledger).get();
        pace.soon(changed);
      }),
    [ledger, pace],
  );
  return useSyncExternalStore(subscribe, () => pricesOf(ledger).get().of(trade));
}

function pricesOf(ledger: Ledger): KeptView<NewestPrices> {
  let prices = kept.get(ledger);
  if (prices === undefined) {
    prices = new KeptView(ledger, () => new NewestPrices());
    kept.set(ledger, prices);
  }
  return prices;
}
