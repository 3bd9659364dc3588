/** One parameter of the address as state: it survives a reload, and changing it adds no history entry. */
import { useLocation, useSearch } from "wouter";

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

/** A path with parameters; commas stay readable. */
export function addressOf(path: string, parameters: URLSearchParams): string {
  const text = parameters.toString().replaceAll("%2C", ",");
  return text === "" ? path : `${path}?${text}`;
}
