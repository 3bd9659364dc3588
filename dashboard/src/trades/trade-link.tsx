/** A trade's pair; following it opens the trade. */
import type { Trade } from "fillcast";
import { Link } from "wouter";
import panel from "../parts/panel.module.css";
import { useAddress } from "../shell/chosen-bots.ts";
import { Pair } from "./trade-words.tsx";

export function TradeLink({ trade }: { readonly trade: Trade }) {
  const address = useAddress();
  return (
    <Link className={panel.rowLink} href={address(`/trades/${encodeURIComponent(trade.key)}`)} data-row>
      <Pair pair={trade.pair} />
    </Link>
  );
}
