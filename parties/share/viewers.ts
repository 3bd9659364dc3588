/**
 * What an open page of a link has to be sent.
 */
import type { PartName, Parts } from "./parts.ts";

type Changed = { readonly [Name in PartName]?: string };

/** The parts that differ, null if none does. `before` is what viewers have; null if nothing is known of that. */
export function changedParts(before: Parts | null, after: Parts): Changed | null {
  if (before === null) return after;
  const changed = (Object.keys(after) as PartName[]).filter((name) => before[name] !== after[name]);
  return changed.length === 0 ? null : Object.fromEntries(changed.map((name) => [name, after[name]]));
}
