/**
 * Every side, by name.
 */
import { central, centralDurable } from "./central.ts";
import { fillcast } from "./fillcast.ts";
import { floor, seed } from "./platform.ts";
import type { Side } from "./side.ts";

export const SIDES: readonly Side[] = [fillcast, floor, seed, central, centralDurable];
