/**
 * The keyboard. One listener reads keys and names what they ask for; views register what they can do. Nothing is taken while
 * the user types, holds a modifier, or has a dialog open.
 */
import { useEffect, useRef } from "react";
import { getPreferences } from "./preferences.ts";
import { ALL_PLACES } from "./places.ts";

/** What a view may offer. `hold` is Space, `search` is `/`. */
export type ViewAction = "hold" | "search";

/** What a key asks for. */
export type KeyCommand =
  | { readonly kind: "go"; readonly to: string }
  | { readonly kind: "move"; readonly by: 1 | -1 }
  | { readonly kind: "action"; readonly action: ViewAction }
  | { readonly kind: "help" };

/** Second keys after `g`, from the places themselves: `g t` goes to the trades. */
const PLACES: ReadonlyMap<string, string> = new Map(ALL_PLACES.map((place) => [place.keys.slice(2), place.path]));
/** `g` waits so long for its second key. */
const CHORD_MS = 1_500;

/** What a key means after `previous`; null where it means nothing here. */
export function commandOf(
  key: string,
  previous: { readonly key: string; readonly ageMs: number } | null,
): KeyCommand | null {
  if (previous?.key === "g" && previous.ageMs <= CHORD_MS) {
    const to = PLACES.get(key);
    if (to !== undefined) return { kind: "go", to };
  }
  switch (key) {
    case "j":
      return { kind: "move", by: 1 };
    case "k":
      return { kind: "move", by: -1 };
    case " ":
      return { kind: "action", action: "hold" };
    case "/":
      return { kind: "action", action: "search" };
    case "?":
      return { kind: "help" };
    default:
      return null;
  }
}

const actions = new Map<ViewAction, (() => void)[]>();

/** Offers an action while the component is there; the newest offer wins. */
export function useShortcut(action: ViewAction, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const offer = (): void => latest.current();
    const offers = actions.get(action) ?? [];
    offers.push(offer);
    actions.set(action, offers);
    return () => {
      offers.splice(offers.indexOf(offer), 1);
    };
  }, [action]);
}

/** Listens for keys; `go` and `help` are the page's. */
export function useKeyboard(go: (to: string) => void, help: () => void): void {
  const latest = useRef({ go, help });
  useEffect(() => {
    latest.current = { go, help };
  });
  useEffect(() => {
    let previous: { key: string; at: number } | null = null;
    const onKey = (event: KeyboardEvent): void => {
      if (
        !getPreferences().shortcuts ||
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTaken(event)
      )
        return;
      const command = commandOf(event.key, previous && { key: previous.key, ageMs: event.timeStamp - previous.at });
      previous = { key: event.key, at: event.timeStamp };
      if (command === null || !carryOut(command, latest.current)) return;
      previous = null;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** True where something was done with the command. */
function carryOut(command: KeyCommand, page: { go: (to: string) => void; help: () => void }): boolean {
  switch (command.kind) {
    case "go":
      page.go(command.to);
      return true;
    case "help":
      page.help();
      return true;
    case "move":
      return moveFocus(command.by);
    case "action": {
      const offer = actions.get(command.action)?.at(-1);
      offer?.();
      return offer !== undefined;
    }
  }
}

/** Typing, and Space on something that Space presses, stay theirs; so does everything in a dialog. */
function isTaken(event: KeyboardEvent): boolean {
  if (document.querySelector("dialog:modal") !== null) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"))
    return true;
  return event.key === " " && target.matches("button, input, summary, [role=switch]");
}

/** Moves the focus among the rows on screen, in document order. */
function moveFocus(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")].filter((row) => row.checkVisibility());
  if (rows.length === 0) return false;
  const current = rows.findIndex((row) => row === document.activeElement);
  const next = rows[current === -1 ? (by === 1 ? 0 : rows.length - 1) : current + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return true;
}
