/**
 * Gives the open session to the page. The session is opened in an effect and ended with it, so that StrictMode and a change
 * of key leave no socket behind.
 */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { FeedProvider } from "fillcast/react";
import type { Credentials } from "../keys/credentials.ts";
import type { Access, Keyring } from "../keys/keyring.ts";
import { openSession, type Session } from "./session.ts";
import type { Simulation } from "./simulation.ts";

/** What can be done with the keys of this browser. */
export interface KeyActions {
  readonly keyring: Keyring;
  /** Shows a feed by its key, and keeps the key where the access says. */
  readonly show: (access: Access) => void;
  /** Forgets a key, and what was kept of its feed where no other key of it is known. */
  readonly forget: (credentials: Credentials) => void;
  /** Asks for another feed and key, and forgets none. */
  readonly openAnother: () => void;
}

export interface Open extends KeyActions {
  readonly session: Session;
  readonly access: Access;
}

/** For tests that draw a part of the page alone. */
export const OpenContext = createContext<Open | null>(null);

export function SessionProvider(props: {
  readonly access: Access;
  readonly actions: KeyActions;
  readonly simulation: Simulation;
  readonly children: ReactNode;
}) {
  const { access, actions, simulation } = props;
  const { credentials, keeping } = access;
  const { feed, key } = credentials;
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    const opened = openSession({ credentials: { feed, key }, keeping }, simulation);
    setSession(opened);
    return () => opened.end();
  }, [feed, key, keeping, simulation]);
  if (session === null) return null;
  return (
    <OpenContext value={{ ...actions, session, access }}>
      <FeedProvider feed={session.feed}>{props.children}</FeedProvider>
    </OpenContext>
  );
}

/** The open session, and what can be done with its key and the others. */
export function useOpen(): Open {
  const open = useContext(OpenContext);
  if (open === null) throw new Error("useOpen outside SessionProvider");
  return open;
}

export function useSession(): Session {
  return useOpen().session;
}
