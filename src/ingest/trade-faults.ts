/**
 * Finds mistakes in a trade's event beyond wrong types: members that look like ours but are where nobody reads them. The
 * error says what to write, because otherwise the event would be stored and its figures would vanish.
 */
import type { Json, JsonObject } from "@fillcast/protocol";
import { isMembers } from "./decode/json.ts";
import { FREQTRADE_NAMES, VOCABULARY } from "./trade-members.ts";

export interface TradeFault {
  readonly path: readonly string[];
  readonly detail: string;
}

/** Members that are read under exactly these names. */
const READ: readonly string[] = [...VOCABULARY, ...FREQTRADE_NAMES, "pair", "trade"];

/** By a name without case and separators: what to write. */
const ADVICE: ReadonlyMap<string, string> = new Map([
  ...READ.map((name) => [plainName(name), `is called "${name}" in Fillcast`] as const),
  ["isfinal", 'is called "final" in Fillcast, and is true or false'],
  ["tradeid", 'is not read here: write "trade": {"id": …} beside "type"'],
  ["openedat", 'is not read here: write "trade": {"openedAt": …} beside "type"'],
]);

/** The faults of a trade's event as it was sent. */
export function findTradeFaults(event: JsonObject): TradeFault[] {
  const { data, trade } = event;
  const misplaced = misnamed(event, [], event);
  if (isMembers(data)) {
    misplaced.push(...misnamed(data, ["data"], event));
    if (data.trade != null) misplaced.push({ path: ["data", "trade"], detail: 'belongs beside "type", not into data' });
  }
  if (!isMembers(trade)) return misplaced;
  for (const name of Object.keys(trade)) {
    const plain = plainName(name);
    if (VOCABULARY.includes(plain)) {
      misplaced.push({ path: ["trade", name], detail: `belongs beside "trade", as "${plain}", not inside it` });
    } else if (plain === "tradeid") misplaced.push({ path: ["trade", name], detail: 'is called "id" here' });
  }
  return misplaced;
}

function misnamed(members: JsonObject, path: readonly string[], { trade }: JsonObject): TradeFault[] {
  return Object.keys(members).flatMap((name) => {
    const advice = READ.includes(name) ? undefined : ADVICE.get(plainName(name));
    // Said at its own place too, as those do who pass Freqtrade's messages on.
    const isRepeat = name === "trade_id" && isMembers(trade) && isSameId(trade.id, members[name]);
    return advice === undefined || isRepeat || members[name] === null
      ? []
      : [{ path: [...path, name], detail: advice }];
  });
}

function plainName(name: string): string {
  return name.length > 32 ? name : name.toLowerCase().replaceAll(/[\s_-]/g, "");
}

function isSameId(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a)?.replaceAll('"', "") === JSON.stringify(b)?.replaceAll('"', "");
}
