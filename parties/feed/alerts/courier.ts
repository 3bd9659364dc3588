/**
 * What carries messages out of the room: the channels, the secrets that addresses are sealed with, and the push keys of the
 * deployment. One object, so that tests and the simulation can put another in its place.
 */
import type { DestinationAddress } from "@fillcast/protocol";
import { checkAddress, hostOf } from "./delivery/address.ts";
import { deliver, type DeliveryWorld } from "./delivery/deliver.ts";
import type { Outcome } from "./delivery/outcome.ts";
import { openAddress, sealAddress, type OpenedAddress } from "./delivery/seal.ts";
import { findTelegramChats, type FoundChats } from "./delivery/telegram-chats.ts";
import { readVapid, type GivenVapid } from "./delivery/vapid.ts";
import type { AlertMessage } from "./message.ts";

export interface Courier {
  /** Why messages may not go to an address, in a sentence that begins with the member's name; null where they may. */
  check(address: DestinationAddress): string | null;
  /** What owners see of an address. */
  hostOf(address: DestinationAddress): string;
  /** An address as it is stored, for the destination with this id alone. */
  seal(address: DestinationAddress, id: string): Promise<Uint8Array>;
  /** Null where it cannot be read any more. */
  open(sealed: Uint8Array, id: string): Promise<OpenedAddress | null>;
  /** Never throws, and ends within seconds. */
  deliver(address: DestinationAddress, message: AlertMessage): Promise<Outcome>;
  findChats(token: string): Promise<FoundChats>;
}

/** What the courier needs of the deployment. */
export interface CourierEnv extends GivenVapid {
  readonly SIGNING_SECRET: string;
  readonly SIGNING_SECRET_PREVIOUS?: string;
  /** `on` where messages may go to this machine, and there without TLS. */
  readonly LOCAL_DESTINATIONS?: string;
}

export function createCourier(env: CourierEnv, feed: string): Courier {
  const allowsLoopback = env.LOCAL_DESTINATIONS === "on";
  const secrets = { current: env.SIGNING_SECRET, previous: env.SIGNING_SECRET_PREVIOUS };
  const vapid = readVapid(env);
  const world: DeliveryWorld = {
    fetch: (url, init) => fetch(url, init),
    nowMs: () => Date.now(),
    vapid,
    allowsLoopback,
  };
  return {
    check: (address) => checkAddress(address, allowsLoopback),
    hostOf,
    seal: (address, id) => sealAddress(address, secrets, { feed, id }),
    open: (sealed, id) => openAddress(sealed, secrets, { feed, id }),
    deliver: (address, message) => deliver(address, message, world),
    findChats: (token) => findTelegramChats(token, world),
  };
}
