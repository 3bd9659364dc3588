/**
 * What happens to a connection on its way: a seeded choice, as a value. The proxy carries it out.
 */
import { nextBetween, nextOf, nextUnit, type RandomState } from "../../demo/random.ts";

/** Towards the server, towards the client. */
export type Direction = "up" | "down";

export type Fault =
  /** Both ends hear that the connection is gone, whatever was under way. */
  | { readonly kind: "cut"; readonly afterMs: number }
  /** The same after this many bytes to the client: in the middle of a frame or an answer. */
  | { readonly kind: "cut-within"; readonly afterBytes: number }
  /** Nothing passes for a while, one way or both; then all of it. */
  | { readonly kind: "stall"; readonly afterMs: number; readonly forMs: number; readonly ways: readonly Direction[] }
  /** Nothing passes any more, and neither end hears of it; the server's end goes after a while. */
  | { readonly kind: "half-open"; readonly afterMs: number; readonly serverMs: number }
  /** A thin line to the client, for a while. */
  | { readonly kind: "slow"; readonly afterMs: number; readonly forMs: number; readonly bytesPerS: number };

export type FaultKind = Fault["kind"];

const CALM_MS = [100, 3_000] as const;
const STALL_MS = [300, 6_000] as const;
/** Longer than a client needs to notice, at times; shorter at others. */
const SERVER_END_MS = [2_000, 30_000] as const;
const SLOW_MS = [1_000, 5_000] as const;
const BYTES_PER_S = [20_000, 400_000] as const;
/** From the middle of the first answer to the middle of a long replay, every order of magnitude as often. */
const WITHIN_BYTES = { min: 50, orders: 4 } as const;
/** Stalls and thin lines may be followed by something else. */
const FAULTS_MAX = 3;

/** The faults of one connection, one after the other; the times are each from the end of the one before. */
export function drawFaults(random: RandomState): Fault[] {
  const faults: Fault[] = [];
  while (faults.length < FAULTS_MAX) {
    const fault = drawFault(random);
    faults.push(fault);
    if (fault.kind !== "stall" && fault.kind !== "slow") break;
  }
  return faults;
}

function drawFault(random: RandomState): Fault {
  const afterMs = nextBetween(random, ...CALM_MS);
  const choice = nextUnit(random);
  if (choice < 0.3) return { kind: "cut", afterMs };
  if (choice < 0.5) {
    const afterBytes = Math.round(WITHIN_BYTES.min * 10 ** nextBetween(random, 0, WITHIN_BYTES.orders));
    return { kind: "cut-within", afterBytes };
  }
  if (choice < 0.75) {
    const ways = nextOf<readonly Direction[]>(random, [["up"], ["down"], ["up", "down"]]);
    return { kind: "stall", afterMs, forMs: nextBetween(random, ...STALL_MS), ways };
  }
  if (choice < 0.85) return { kind: "half-open", afterMs, serverMs: nextBetween(random, ...SERVER_END_MS) };
  const bytesPerS = nextBetween(random, ...BYTES_PER_S);
  return { kind: "slow", afterMs, forMs: nextBetween(random, ...SLOW_MS), bytesPerS };
}
