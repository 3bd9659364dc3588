/**
 * The options of `npm run prove`: pure; a wrong word is a sentence, never a default.
 */
import { parseArgs } from "node:util";

export interface ProveOptions {
  readonly kind: "prove";
  readonly events: number;
  readonly kills: number;
  readonly bots: number;
  readonly readers: number;
  /** Processes, behind which half of the bots are. */
  readonly relays: number;
  /** Seconds for which the line between relays and server is cut. */
  readonly cut: number;
  /** Of every choice; what the machine makes of them is its own. */
  readonly seed: number;
}
export type ParsedProveOptions =
  | ProveOptions
  | { readonly kind: "help" }
  | { readonly kind: "invalid"; readonly message: string };

const DEFAULTS = { events: 100_000, kills: 20, bots: 20, readers: 6, relays: 2, cut: 120 } as const;
const SEED_MAX = 0xffff_ffff;

export const PROVE_HELP = `npm run prove -- [options]    lets bots post while everything is killed, cut and stalled, and reconciles what all have seen

  --events N    events to post (${DEFAULTS.events})
  --kills N     kill -9 of everything that npm start starts, and as many of relays (${DEFAULTS.kills})
  --bots N      publishers: native, batches, Freqtrade (${DEFAULTS.bots})
  --readers N   clients behind a network that breaks (${DEFAULTS.readers})
  --relays N    relays, behind which half of the bots post (${DEFAULTS.relays})
  --cut N       seconds for which the line between relays and server is cut (${DEFAULTS.cut})
  --seed N      of a run that is to be repeated

Ends with 0 where acknowledgements, what relays took, clients, history, pages, ledger and state agree; else with 1, and keeps its folder.`;

const ARGUMENTS = {
  events: { type: "string" },
  kills: { type: "string" },
  bots: { type: "string" },
  readers: { type: "string" },
  relays: { type: "string" },
  cut: { type: "string" },
  seed: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads the arguments; `randomSeed` is taken where none is given. */
export function parseProveOptions(args: readonly string[], randomSeed: number): ParsedProveOptions {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: ARGUMENTS, strict: true }));
  } catch (error) {
    return { kind: "invalid", message: (error as Error).message };
  }
  if (values.help === true) return { kind: "help" };
  const numbers = { ...DEFAULTS, seed: randomSeed };
  for (const name of ["events", "kills", "bots", "readers", "relays", "cut", "seed"] as const) {
    const text = values[name];
    if (text === undefined) continue;
    const least = name === "events" || name === "bots" || name === "readers" ? 1 : 0;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
    if (value < least || value > SEED_MAX) {
      return { kind: "invalid", message: `--${name} takes a whole number from ${least}.` };
    }
    Object.assign(numbers, { [name]: value });
  }
  return { kind: "prove", ...numbers };
}
