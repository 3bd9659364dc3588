/** The page's address: as the router reads it, and one parameter of it as state, which survives a reload. */
import { useLocation, useSearch } from "wouter";
import { type navigate, usePathname, useSearch as useBrowserSearch } from "wouter/use-browser-location";
import { goTo } from "./returning.ts";
import { onePath } from "./segment.ts";

/**
 * The address as it stands in the bar, for the router. On its own, wouter decodes path and query as a whole, so that what is
 * taken out of them afterwards would be decoded twice and an id with a percent sign would be another one. Doubled, the percent
 * signs come out of its decoding as they were.
 */
export function useRawLocation(): [string, typeof navigate] {
  return [shielded(onePath(usePathname())), goTo];
}

export function useRawSearch(): string {
  return shielded(useBrowserSearch());
}

function shielded(text: string): string {
  return text.replaceAll("%", "%25");
}

/** A parameter and its setter; null removes it. A change adds no history entry. */
export function useAddressPart(name: string): readonly [string | null, (value: string | null) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const set = (value: string | null): void => {
    const parameters = new URLSearchParams(search);
    if (value === null || value === "") parameters.delete(name);
    else parameters.set(name, value);
    navigate(addressOf(path, parameters), { replace: true });
  };
  return [new URLSearchParams(search).get(name), set];
}

/** The same place with one event opened over it. */
export function eventAddress(path: string, search: string, seq: number): string {
  const parameters = new URLSearchParams(search);
  parameters.set("event", String(seq));
  return addressOf(path, parameters);
}

/** The seq that an address asks for, or null where its text is none. */
export function parseSeq(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

/** A path with parameters; commas stay readable. */
export function addressOf(path: string, parameters: URLSearchParams): string {
  const text = parameters.toString().replaceAll("%2C", ",");
  return text === "" ? path : `${path}?${text}`;
}
