/** Warnings that the reader has put aside on this device: each stays away, and the next one comes again. */
import { useState } from "react";
import { readStored, writeStored } from "../browser/stored.ts";

const KEPT = 50;
const nameOf = (feed: string): string => `fillcast.dismissed.${feed}`;

export interface Dismissed {
  has(warning: string): boolean;
  add(warning: string): void;
}

/** By feed; a warning's name must be another one for the next warning. */
export function useDismissed(feed: string): Dismissed {
  const [names, setNames] = useState(() => load(feed));
  return {
    has: (warning) => names.includes(warning),
    add: (warning) => {
      const next = [...load(feed), warning].slice(-KEPT);
      writeStored("device", nameOf(feed), JSON.stringify(next));
      setNames(next);
    },
  };
}

export function forgetDismissed(feed: string): void {
  writeStored("device", nameOf(feed), null);
}

function load(feed: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(readStored("device", nameOf(feed)) ?? "[]");
    return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}
