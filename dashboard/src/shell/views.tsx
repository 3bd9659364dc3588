/** Which view an address shows. All but the first are loaded when somebody goes there. */
import { lazy } from "react";
import { Route, Switch, useLocation } from "wouter";
import { Overview } from "../overview/overview.tsx";
import { Later } from "../parts/later.tsx";
import { readSegment } from "../browser/segment.ts";
import styles from "./views.module.css";

const BotsView = lazy(() => import("../bots/bots-view.tsx"));
const BotView = lazy(() => import("../bots/bot-view.tsx"));
const TapeView = lazy(() => import("../tape/tape-view.tsx"));
const TradeView = lazy(() => import("../trades/trade-view.tsx"));
const TradesView = lazy(() => import("../trades/trades-view.tsx"));
const ConnectView = lazy(() => import("../connect/connect-view.tsx"));
const SettingsView = lazy(() => import("../settings/settings-view.tsx"));
const ProfitView = lazy(() => import("../profit/profit-view.tsx"));

export function Views() {
  const [path] = useLocation();
  return (
    <main className={styles.view} id="view" tabIndex={-1}>
      <Later about={path} fallback={<p className={styles.loading}>Loading…</p>}>
        <Switch>
          <Route path="/">
            <Overview />
          </Route>
          <Route path="/trades">
            <TradesView />
          </Route>
          <Route path="/trades/*">{(rest) => <TradeView keys={readSegment(rest["*"] ?? "")} />}</Route>
          <Route path="/bots">
            <BotsView />
          </Route>
          <Route path="/bots/*">{(rest) => <BotView names={readSegment(rest["*"] ?? "")} />}</Route>
          <Route path="/profit">
            <ProfitView />
          </Route>
          <Route path="/settings">
            <SettingsView />
          </Route>
          <Route path="/connect">
            <ConnectView keyId={null} />
          </Route>
          <Route path="/connect/*">{(rest) => <ConnectView keyId={readSegment(rest["*"] ?? "")[0] ?? ""} />}</Route>
          <Route path="/tape">
            <TapeView />
          </Route>
          <Route>
            <p className={styles.loading}>Page not found.</p>
          </Route>
        </Switch>
      </Later>
    </main>
  );
}
