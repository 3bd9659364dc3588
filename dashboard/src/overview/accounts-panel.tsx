/** What the accounts are worth at the moment, as relays read it; nothing where no bot has one. */
import { useMemo } from "react";
import { accountsOf, type Account } from "../figures/accounts.ts";
import { MODE_WORDS } from "../figures/book.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { useBotModes } from "../live/bots.ts";
import { useShownVitals } from "../live/use-shown-state.ts";
import { NOT_TOLD } from "../live/vitals.ts";
import { Profit, Unknown } from "../parts/figures.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { useIsShown } from "../browser/chosen-bots.ts";
import { amountOf, count } from "../words/decimal.ts";

export function AccountsPanel() {
  const vitals = useShownVitals((all) => all);
  const modes = useBotModes();
  const isShown = useIsShown();
  const accounts = useMemo(() => {
    const shown = [...(modes ?? [])].filter(([name]) => isShown(name));
    return accountsOf(vitals, Object.fromEntries(shown.map(([name, mode]) => [name, { mode }])));
  }, [vitals, modes, isShown]);
  if (accounts.length === 0) return null;
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Accounts now</h2>
      </div>
      <Framed>
        <table className={panel.table} aria-label="Accounts now">
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col" className={panel.num} data-hint={EXPLAINED.openProfit}>
                Open profit
              </th>
              <th scope="col" className={panel.num} data-hint={EXPLAINED.accountValue}>
                Value
              </th>
              <th scope="col" className={panel.num} data-hint={EXPLAINED.free} data-minor="3">
                Free
              </th>
              <th scope="col" className={panel.num} data-minor="4">
                Bots
              </th>
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => (
              <Row key={`${account.mode} ${account.currency}`} account={account} />
            ))}
          </tbody>
        </table>
      </Framed>
    </section>
  );
}

function Row({ account }: { readonly account: Account }) {
  const { currency, mode } = account;
  return (
    <tr className={panel.row}>
      <td>
        {currency}, {MODE_WORDS[mode].toLowerCase()}
      </td>
      <td className={panel.num}>
        <Profit value={account.openProfit} currency={currency} why={NOT_TOLD} />
      </td>
      <td className={panel.num}>
        <Amount value={account.value} currency={currency} />
      </td>
      <td className={panel.num} data-minor="3">
        <Amount value={account.free} currency={currency} />
      </td>
      <td className={panel.num} data-number data-minor="4">
        {count(account.bots)}
      </td>
    </tr>
  );
}

function Amount({ value, currency }: { readonly value: string | null; readonly currency: string }) {
  if (value === null) return <Unknown why={NOT_TOLD} />;
  return (
    <span data-exact={value} data-hint={`${value} ${currency}`}>
      {amountOf(value, currency)}
    </span>
  );
}
