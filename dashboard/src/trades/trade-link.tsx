/** A trade's pair; following it opens the trade. */
import type { Trade } from "fillcast";
import { Link } from "wouter";
import panel from "../parts/panel.module.css";
import { tradePath } from "../live/trade-key.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import { Pair } from "./trade-words.tsx";

export function TradeLink({ trade }: { readonly trade: Trade }) {
  const address = useAddress();
  return (
    <Link className={panel.rowLink} href={address(tradePath(trade.key))} data-row>
      <Pair pair={trade.pair} />
    </Link>
  );
}
