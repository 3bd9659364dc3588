/**
 * Every side, and which of them take part in works 1 to 3.
 */
import { central, centralDurable } from "./central.ts";
import { fillcast } from "./fillcast.ts";
import { nchan } from "./nchan.ts";
import { floor, seed } from "./platform.ts";
import type { Side } from "./side.ts";

export const STREAM_SIDES: readonly Side[] = [fillcast, floor, seed, central, centralDurable];

export const SIDES: readonly Side[] = [...STREAM_SIDES, nchan];
