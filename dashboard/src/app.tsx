/**
 * What the page is right now: it asks for a key, or it shows the feed that one opens. A link with a key that is followed while
 * another one is in use changes nothing before its reader agreed.
 */
import { lazy, useEffect, useState } from "react";
import { Router } from "wouter";
import { type CheckedCredentials, type Credentials, takeFromAddress } from "./keys/credentials.ts";
import { type Access, forgetKey, type Keyring, KEYS_NAME, loadKeyring, showKey } from "./keys/keyring.ts";
import { guardMadeKeys, madeKeys } from "./keys/made-keys.ts";
import { type BrokenLink, decideLink, type LinkQuestion } from "./keys/link.ts";
import { forgetSeen } from "./live/seen.ts";
import { forgetDismissed } from "./overview/dismissed.ts";
import type { Simulation } from "./live/simulation.ts";
import { SessionProvider } from "./live/session-provider.tsx";
import { forgetSettings } from "./live/feed-settings.ts";
import { forgetLastState } from "./live/last-state.ts";
import { attachCopyExact } from "./parts/figures.tsx";
import { Later } from "./parts/later.tsx";
import { attachRowLinks } from "./parts/row-link.tsx";
import { useRawLocation, useRawSearch } from "./browser/address.ts";
import { usePreferences } from "./browser/preferences.ts";
import { Shell } from "./shell/shell.tsx";
import { forgetFilters } from "./tape/forget-filters.ts";

const HintLayer = lazy(() => import("./parts/hint-layer.tsx"));
const FirstRun = lazy(() => import("./access/first-run.tsx"));
const LinkDialog = lazy(() => import("./access/link-dialog.tsx"));

/** Which key the page shows, and what a link asks of it. */
export interface Opening {
  readonly keyring: Keyring;
  readonly link: LinkQuestion | BrokenLink | null;
}

/** What comes of a link, whenever it is followed; `checked` null where there was none. */
export function openLink(checked: CheckedCredentials | null, keyring: Keyring): Opening {
  if (checked === null) return { keyring, link: null };
  const decision = decideLink(checked, keyring);
  switch (decision.kind) {
    case "open":
      return { keyring: showKey(decision.access), link: null };
    case "nothing":
      return { keyring, link: null };
    case "ask":
    case "broken":
      return { keyring, link: decision };
  }
}

export function App({ opening, simulation }: { readonly opening: Opening; readonly simulation: Simulation }) {
  const [{ keyring, link }, setOpening] = useState(opening);
  const linkNumber = useNumber(link);
  const [asksForAnother, askForAnother] = useState(false);
  useEffect(() => followLinks(setOpening), []);
  useEffect(attachCopyExact, []);
  useEffect(attachRowLinks, []);
  useEffect(guardMadeKeys, []);
  useEffect(() => answerOthers(keyring.shown), [keyring.shown]);

  const show = (access: Access): void => {
    setOpening({ keyring: showKey(access), link: null });
    askForAnother(false);
  };
  const forget = (credentials: Credentials): void => {
    const left = forgetKey(credentials);
    endAlerts(credentials, left);
    if (!left.known.some((known) => known.credentials.feed === credentials.feed)) forgetFeed(credentials.feed);
    setOpening({ keyring: left, link: null });
  };
  // A browser may say late that a dialog was closed, when the next link has been followed.
  const closeLink = (): void => setOpening((before) => (before.link === link ? { ...before, link: null } : before));
  const { shown } = keyring;
  // Another way of writing numbers and times: all of it is drawn once more.
  const { format } = usePreferences();
  const actions = { keyring, show, forget, openAnother: () => askForAnother(true) };

  return (
    <Router hook={useRawLocation} searchHook={useRawSearch}>
      {shown === null || asksForAnother ? (
        <Later about="first run">
          <FirstRun
            fromLink={shown === null && link?.kind === "broken" ? link.checked : null}
            actions={actions}
            onBack={shown === null ? null : () => askForAnother(false)}
          />
        </Later>
      ) : (
        <SessionProvider
          key={`${shown.credentials.feed} ${shown.credentials.key}`}
          access={shown}
          actions={actions}
          simulation={simulation}
        >
          <Shell key={format} />
        </SessionProvider>
      )}
      {link !== null && (link.kind === "ask" || shown !== null) && (
        <Later about={`link ${linkNumber}`} floats>
          <LinkDialog key={linkNumber} about={link} onOpen={show} onClose={closeLink} />
        </Later>
      )}
      <Later about="hints" floats>
        <HintLayer />
      </Later>
    </Router>
  );
}

/** Counts the values that came, so that each can have a dialog of its own. */
function useNumber(value: unknown): number {
  const [counted, setCounted] = useState({ value, number: 0 });
  if (counted.value === value) return counted.number;
  setCounted({ value, number: counted.number + 1 });
  return counted.number + 1;
}

/** Hears of links that are followed in the open page, and of keys that other tabs keep or forget. */
function followLinks(change: (next: (before: Opening) => Opening) => void): () => void {
  const onHash = (): void => {
    const checked = takeFromAddress(window.location, window.history);
    if (checked === null) return;
    const opening = openLink(checked, loadKeyring());
    change(() => opening);
  };
  const onStorage = ({ key }: StorageEvent): void => {
    if (key !== KEYS_NAME && key !== null) return;
    const { known } = loadKeyring();
    change((before) => ({ ...before, keyring: { shown: before.keyring.shown, known } }));
  };
  window.addEventListener("hashchange", onHash);
  window.addEventListener("storage", onStorage);
  return () => {
    window.removeEventListener("hashchange", onHash);
    window.removeEventListener("storage", onStorage);
  };
}

/** A key that is kept in this tab alone is given to tabs that are opened from it. Not needed before the page stands. */
function answerOthers(shown: Access | null): (() => void) | undefined {
  if (shown?.keeping !== "tab") return undefined;
  let end: (() => void) | null = null;
  let isOver = false;
  import("./keys/handover.ts").then(
    ({ answerOtherTabs }) => {
      if (!isOver) end = answerOtherTabs(shown.credentials);
      return undefined;
    },
    // Without it a new tab asks for its key.
    () => undefined,
  );
  return () => {
    isOver = true;
    end?.();
  };
}

/** Alerts of a feed reach this device as long as it has a key of it. */
function endAlerts(credentials: Credentials, { known }: Keyring): void {
  const other = known.find((left) => left.credentials.feed === credentials.feed)?.credentials ?? null;
  // Without the script they end when the browser's subscription does.
  import("./alerts/device.ts").then(
    ({ leaveFeed }) => leaveFeed(credentials, other),
    () => undefined,
  );
}

/** Nothing of a feed stays behind in this browser once its last key is forgotten. */
function forgetFeed(feed: string): void {
  forgetLastState(feed);
  forgetSettings(feed);
  forgetSeen(feed);
  forgetDismissed(feed);
  forgetFilters(feed);
  madeKeys.dismissFeed(feed);
}
