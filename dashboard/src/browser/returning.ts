/**
 * Where the reader was in each entry of the tab's history: how far the view and its lists were scrolled, and what had the focus.
 * Back, forward and reload bring it there again, as soon as there is so much to scroll; a step to somewhere new begins at the
 * top. The reader's own hand ends it.
 */
import { navigate } from "wouter/use-browser-location";
import { describeFocus, findFocus, type Focus } from "./focus.ts";
import { randomName } from "./random-name.ts";
import { readStored, writeStored } from "./stored.ts";

/** A list that scrolls by itself, and stands still while it is scrolled away. */
export interface ListPlace {
  /** The seq of the first row in view, and what of it is scrolled out, px. */
  readonly first: number;
  readonly hiddenPx: number;
  /** The seq of the row that is held on top; null where the list follows. */
  readonly top: number | null;
  readonly byHand: boolean;
}

interface Place {
  /** Of the view. */
  scroll: number;
  focus: Focus | null;
  readonly lists: { [name: string]: ListPlace };
}

/** Entries that are remembered, the newest used. */
const PLACES_MAX = 50;
/** What is awaited from the server may come late, but a reader who has waited that long has looked around. */
const PATIENCE_MS = 5_000;
/** It stands where it should for so long: nothing above it comes any more. */
const SETTLED_MS = 400;
const NAME = "fillcast.places";
const VIEW = "#view";

const places = new Map<string, Place>();
/** The entry to which the reader has come back; null after any other step. */
let returned: string | null = null;
let stop: AbortController | null = null;

/** Goes somewhere, as wouter's own `navigate` does; a replaced entry stays the same one. */
export const goTo: typeof navigate = (to, options) => {
  const before = window.location.pathname;
  const place = placeOf(entryName());
  stop?.abort();
  returned = null;
  if (options?.replace === true) {
    navigate(to, { ...options, state: window.history.state as unknown });
    return;
  }
  place.focus = describeFocus(document.activeElement) ?? place.focus;
  const entry = randomName();
  navigate(to, { ...options, state: { entry } });
  // A dialog over the same view.
  if (window.location.pathname === before) keep(entry, { ...place, lists: { ...place.lists } });
  else toTop();
};

/** Watches where the reader is. To be called once, when the page opens; the answer ends it. */
export function watchPlaces(): () => void {
  load();
  const end = new AbortController();
  const { signal } = end;
  const onScroll = ({ target }: Event): void => {
    if (stop === null && target instanceof Element && target.matches(VIEW))
      placeOf(entryName()).scroll = target.scrollTop;
  };
  const onFocus = ({ target }: Event): void => {
    if (stop === null && target instanceof Element) {
      const focus = describeFocus(target);
      if (focus !== null) placeOf(entryName()).focus = focus;
    }
  };
  document.addEventListener("scroll", onScroll, { capture: true, passive: true, signal });
  document.addEventListener("focusin", onFocus, { signal });
  window.addEventListener("popstate", comeBack, { signal });
  window.addEventListener("pagehide", save, { signal });
  for (const hand of ["wheel", "touchstart", "pointerdown", "keydown"])
    window.addEventListener(hand, () => stop?.abort(), { capture: true, passive: true, signal });
  comeBack();
  return () => {
    end.abort();
    stop?.abort();
  };
}

/** Where a list was, if the reader has come back to it; null for one that begins. */
export function recallList(name: string): ListPlace | null {
  return returned === null || returned !== entryName() ? null : (places.get(returned)?.lists[name] ?? null);
}

export function rememberList(name: string, place: ListPlace): void {
  placeOf(entryName()).lists[name] = place;
}

/** True while the reader is being brought back: no hand has ended it. */
export function isComingBack(): boolean {
  return stop !== null;
}

function comeBack(): void {
  stop?.abort();
  const entry = entryName();
  const place = places.get(entry);
  returned = place === undefined ? null : entry;
  if (place === undefined) return;
  const { scroll, focus } = place;
  const own = new AbortController();
  stop = own;
  own.signal.addEventListener("abort", () => {
    if (stop === own) stop = null;
  });
  setTimeout(() => own.abort(), PATIENCE_MS);
  const view = (): HTMLElement | null => document.querySelector<HTMLElement>(VIEW);
  keepAt(view, scroll, own.signal, () => {
    if (focus === null || !focusOn(focus)) return focus === null;
    return true;
  });
}

/** True where it has the focus, or something else was given it since. */
function focusOn(focus: Focus): boolean {
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body && activeElement.closest("dialog") !== null)
    return true;
  const found = findFocus(focus);
  found?.focus({ preventScroll: true });
  return found !== null;
}

/** Frame by frame, until it has stood there for a while and `alsoDone` says so too. */
function keepAt(
  find: () => HTMLElement | null,
  offset: number,
  signal: AbortSignal,
  alsoDone: () => boolean = () => true,
): void {
  const until = performance.now() + PATIENCE_MS;
  let since: number | null = null;
  let isDone = false;
  const look = (now: number): void => {
    if (signal.aborted || now > until) return;
    const element = find();
    if (element !== null) {
      if (Math.abs(element.scrollTop - offset) > 1) {
        element.scrollTop = offset;
        since = null;
      } else {
        since ??= now;
        isDone ||= alsoDone();
        if (isDone && now - since > SETTLED_MS) return;
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The view is the same element whatever it shows. */
function toTop(): void {
  document.querySelector(VIEW)?.scrollTo({ top: 0 });
}

/** The name of the entry that the tab is at. */
function entryName(): string {
  const state = window.history.state as { readonly entry?: unknown } | null;
  if (typeof state?.entry === "string") return state.entry;
  const entry = randomName();
  window.history.replaceState({ ...state, entry }, "");
  return entry;
}

function placeOf(entry: string): Place {
  const place = places.get(entry) ?? { scroll: 0, focus: null, lists: {} };
  if (!places.has(entry)) keep(entry, place);
  return place;
}

function keep(entry: string, place: Place): void {
  places.delete(entry);
  places.set(entry, place);
  const [oldest] = places.keys();
  if (places.size > PLACES_MAX && oldest !== undefined) places.delete(oldest);
}

function save(): void {
  writeStored("tab", NAME, JSON.stringify([...places]));
}

/** Total: what is stored and cannot be read is forgotten. */
function load(): void {
  try {
    const value: unknown = JSON.parse(readStored("tab", NAME) ?? "[]");
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : []) {
      const [entry, place] = item as [unknown, Partial<Place> | null];
      if (typeof entry !== "string" || typeof place?.scroll !== "number") continue;
      const lists = typeof place.lists === "object" && place.lists !== null ? place.lists : {};
      keep(entry, { scroll: place.scroll, focus: null, lists });
    }
  } catch {
    places.clear();
  }
}
