/**
 * Gives the open session to the page. The session is opened in an effect and ended with it, so that StrictMode and a change
 * of key leave no socket behind.
 */
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { FeedProvider } from "fillcast/react";
import type { Access } from "../access/credentials.ts";
import { openSession, type Session } from "./session.ts";

interface Open {
  readonly session: Session;
  readonly access: Access;
  /** Forgets the key and shows the first screen. */
  readonly leave: () => void;
  /** Keeps the access elsewhere. */
  readonly keep: (access: Access) => void;
}

const OpenContext = createContext<Open | null>(null);

export function SessionProvider(props: {
  readonly access: Access;
  readonly onLeave: () => void;
  readonly onKeep: (access: Access) => void;
  readonly children: ReactNode;
}) {
  const { credentials, keeping } = props.access;
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    const opened = openSession({ credentials, keeping });
    setSession(opened);
    return () => opened.end();
  }, [credentials, keeping]);
  if (session === null) return null;
  return (
    <OpenContext value={{ session, access: props.access, leave: props.onLeave, keep: props.onKeep }}>
      <FeedProvider feed={session.feed}>{props.children}</FeedProvider>
    </OpenContext>
  );
}

/** The open session, and the two things that can be done with its access. */
export function useOpen(): Open {
  const open = useContext(OpenContext);
  if (open === null) throw new Error("useOpen outside SessionProvider");
  return open;
}

export function useSession(): Session {
  return useOpen().session;
}
