/**
 * A running relay: the folder's lock, the spool, the door, one follower per bot, and the forwarder. It ends in order: nothing is
 * taken any more, what can be handed over in some seconds is, and the rest stays on disk.
 */
import { setTimeout as delay } from "node:timers/promises";
import { createDoor, openDoor, type OpenDoor } from "./door.ts";
import { Follower } from "./freqtrade/follower.ts";
import { Forwarder } from "./forwarder.ts";
import { HAND_OVER_MS, LOCK_WAIT_MS, REFUSED_KEPT_MS } from "./limits.ts";
import type { Settings } from "./settings.ts";
import { Spool } from "./spool.ts";
import { lockFolder } from "./spool-tables.ts";
import { readStatus, statusPage } from "./status.ts";

export interface Relay {
  /** The door's address; null where it is off. */
  readonly address: string | null;
  stop(): Promise<void>;
}

/** A start that cannot be, in one sentence. */
export class StartFailure extends Error {}

const TIDY_MS = 60 * 60_000;
const ACTIVITY_SAVE_MS = 5_000;

/** Throws StartFailure with what to do. */
export async function startRelay(settings: Settings, say: (line: string) => void): Promise<Relay> {
  const { dataDir, bots, pollMs } = settings;
  const { lock, spool } = openSpool(settings, say);
  const forwarder = new Forwarder({ spool, url: settings.url, key: settings.key, say });
  const activity = new Map<string, number>();
  const taken = ({ bot, at }: { readonly bot: string; readonly at: number }): void => void activity.set(bot, at);
  const page = (): string => statusPage(readStatus(dataDir, Date.now()));
  let door: OpenDoor | null = null;
  if (settings.listen !== null) {
    try {
      door = await openDoor(createDoor({ spool, token: settings.token, page, taken, say }), settings.listen);
    } catch (error) {
      spool.close();
      lock.release();
      throw new StartFailure(
        `The door cannot listen there: ${(error as Error).message}. Choose another --listen, or off.`,
      );
    }
  }
  const beat = forwarder.beat.bind(forwarder);
  const followers = bots.map((bot) => new Follower({ bot, spool, pollMs, beat, say }));
  const runs = followers.map((follower) => follower.run());
  const forwarding = forwarder.run();
  const tidy = (): void => spool.tidy(Date.now() - REFUSED_KEPT_MS);
  const noteActivity = (): void => {
    for (const [bot, at] of activity) spool.note(bot, { messageAt: String(at) });
    activity.clear();
  };
  tidy();
  const timers = [setInterval(tidy, TIDY_MS), setInterval(noteActivity, ACTIVITY_SAVE_MS)];
  return {
    address: door?.address ?? null,
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      door?.close();
      for (const follower of followers) follower.stop();
      await Promise.all(runs);
      const deadlineMs = performance.now() + HAND_OVER_MS;
      while (performance.now() < deadlineMs && forwarder.mayDeliverBy(deadlineMs)) await delay(20);
      forwarder.stop();
      await forwarding;
      noteActivity();
      spool.close();
      lock.release();
    },
  };
}

function openSpool({ dataDir, spoolMaxBytes }: Settings, say: (line: string) => void) {
  try {
    const lock = lockFolder(dataDir, LOCK_WAIT_MS);
    if (lock === null) {
      throw new StartFailure(
        `Another relay uses ${dataDir}. Stop it, or give this one a folder of its own with --data.`,
      );
    }
    return { lock, spool: new Spool(dataDir, spoolMaxBytes, say) };
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    const { message } = error as Error;
    throw new StartFailure(
      `The folder ${dataDir} cannot be used: ${message}. Set --data to one that can be written to.`,
    );
  }
}
