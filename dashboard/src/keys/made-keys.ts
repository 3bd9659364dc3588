/**
 * The keys that were made in this page, which the server shows once and nobody stores: kept in memory through every view, until
 * somebody copied them or says that they are not needed. An external store; `made` is replaced as a whole.
 */
import { useSyncExternalStore } from "react";
import { Watched } from "../browser/watched.ts";

export interface MadeKey {
  readonly feed: string;
  readonly id: string;
  readonly key: string;
  /** The bot's name or the label, where it has one. */
  readonly name: string | null;
  /** The path of the view that shows it. */
  readonly path: string;
  /** It was copied. */
  readonly saved: boolean;
}

export class MadeKeys extends Watched {
  made: readonly MadeKey[] = [];

  /** The newest first. One that is made for another device is `saved` from the start: a camera reads it, and another is soon made. */
  add(key: Omit<MadeKey, "saved">, saved = false): void {
    this.#show([{ ...key, saved }, ...this.made]);
  }

  /** A text went to the clipboard: keys that are whole in it are saved. */
  copied(text: string): void {
    const isSaved = ({ key, saved }: MadeKey): boolean => saved || text.includes(key);
    if (this.made.some((made) => isSaved(made) !== made.saved))
      this.#show(this.made.map((made) => ({ ...made, saved: isSaved(made) })));
  }

  dismiss(id: string): void {
    this.#show(this.made.filter((made) => made.id !== id));
  }

  /** The feed's last key is forgotten, and with it the way back to what was made of it. */
  dismissFeed(feed: string): void {
    this.#show(this.made.filter((made) => made.feed !== feed));
  }

  readonly getMade = (): readonly MadeKey[] => this.made;

  #show(made: readonly MadeKey[]): void {
    this.made = made;
    this.changed();
  }
}

/** The page's own. */
export const madeKeys = new MadeKeys();

/** Of one feed, the newest first. */
export function useMadeKeys(feed: string): readonly MadeKey[] {
  return useSyncExternalStore(madeKeys.subscribe, madeKeys.getMade).filter((made) => made.feed === feed);
}

/** Hears what is copied by hand, and lets the browser ask before a page with an unsaved key is left. */
export function guardMadeKeys(): () => void {
  const onCopy = (): void => madeKeys.copied(document.getSelection()?.toString() ?? "");
  const onLeave = (event: BeforeUnloadEvent): void => event.preventDefault();
  // A page that listens for its end is not kept for a step back, so it listens only while there is something to lose.
  const unsubscribe = madeKeys.subscribe(() => {
    if (madeKeys.made.some(({ saved }) => !saved)) window.addEventListener("beforeunload", onLeave);
    else window.removeEventListener("beforeunload", onLeave);
  });
  document.addEventListener("copy", onCopy);
  return () => {
    unsubscribe();
    document.removeEventListener("copy", onCopy);
    window.removeEventListener("beforeunload", onLeave);
  };
}
