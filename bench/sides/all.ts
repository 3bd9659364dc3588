/**
 * Every side of the bench.
 */
import { central, centralDurable } from "./central.ts";
import { durableStreams } from "./durable-streams.ts";
import { fillcast } from "./fillcast.ts";
import { nchan } from "./nchan.ts";
import { floor, seed } from "./platform.ts";
import { relay } from "./relay.ts";
import type { Side } from "./side.ts";
import { socketIo } from "./socket-io.ts";

export const SIDES: readonly Side[] = [
  fillcast,
  relay,
  floor,
  centralDurable,
  durableStreams,
  seed,
  central,
  socketIo,
  nchan,
];
