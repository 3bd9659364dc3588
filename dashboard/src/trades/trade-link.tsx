/** A trade's pair; following it opens the trade. */
import type { Trade } from "fillcast";
import panel from "../parts/panel.module.css";
import { RowLink } from "../parts/row-link.tsx";
import { tradePath } from "../live/trade-key.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import { Pair } from "./trade-words.tsx";

export function TradeLink({ trade }: { readonly trade: Trade }) {
  const address = useAddress();
  return (
    <RowLink className={panel.rowLink} href={address(tradePath(trade.key))}>
      <Pair pair={trade.pair} />
    </RowLink>
  );
}
