/**
 * What the page is right now: it asks for a key, or it shows the feed that the key opens. A link with a key that is followed
 * while the page is open replaces what it shows.
 */
import { lazy, Suspense, useEffect, useState } from "react";
import {
  type Access,
  type CheckedCredentials,
  forgetAccess,
  saveAccess,
  takeFromAddress,
} from "./access/credentials.ts";
import { forgetSeen } from "./live/seen.ts";
import { SessionProvider } from "./live/session-provider.tsx";
import { forgetLastState } from "./offline/last-state.ts";
import { attachCopyExact } from "./parts/copy-exact.ts";
import { HintLayer } from "./parts/hint.tsx";
import { Shell } from "./shell/shell.tsx";

const FirstRun = lazy(() => import("./access/first-run.tsx"));

/** What the address and the storage said before the first render. */
export interface Opening {
  readonly access: Access | null;
  readonly fromLink: CheckedCredentials | null;
}

export function App({ opening }: { readonly opening: Opening }) {
  const [{ access, fromLink }, setOpening] = useState(opening);

  useEffect(() => {
    const onHash = (): void => {
      const checked = takeFromAddress(window.location, window.history);
      if (checked === null) return;
      const followed = accessFromLink(checked, access);
      setOpening({ access: followed, fromLink: followed === null ? checked : null });
    };
    window.addEventListener("hashchange", onHash);
    return () => window.removeEventListener("hashchange", onHash);
  }, [access]);

  useEffect(attachCopyExact, []);

  const open = (next: Access): void => {
    saveAccess(next);
    setOpening({ access: next, fromLink: null });
  };
  const leave = (): void => {
    forgetAccess();
    if (access !== null) forgetFeed(access.credentials.feed);
    setOpening({ access: null, fromLink: null });
  };

  return (
    <>
      {access === null ? (
        <Suspense>
          <FirstRun fromLink={fromLink} onOpen={open} />
        </Suspense>
      ) : (
        <SessionProvider
          key={`${access.credentials.feed} ${access.credentials.key}`}
          access={access}
          onLeave={leave}
          onKeep={open}
        >
          <Shell />
        </SessionProvider>
      )}
      <HintLayer />
    </>
  );
}

/** Nothing of a feed stays behind in this browser once its key is forgotten. */
function forgetFeed(feed: string): void {
  forgetLastState(feed);
  forgetSeen(feed);
}

/** Keeps what a link carried, where the last choice says; null for a link without a whole key. */
export function accessFromLink(checked: CheckedCredentials, kept: Access | null): Access | null {
  if (checked.credentials === null) return null;
  const access: Access = { credentials: checked.credentials, keeping: kept?.keeping ?? "tab" };
  saveAccess(access);
  return access;
}
