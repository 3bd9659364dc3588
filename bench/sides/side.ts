/**
 * What the bench knows of a side: how to start it on loopback, where to publish and to subscribe, which process pays, and when
 * the work that it put off is done. Everything else (driver, events, order of runs) is the same for all of them.
 */

import type { Wire } from "../driver/wire.ts";

/** What a 2xx of the side means: the two are never compared as if they were one. */
export type League = "durable" | "memory";

/** How one bot publishes. */
export interface Publisher {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The JavaScript inspector of a Worker. */
export interface Inspector {
  readonly url: string;
  /** Leads from the bundle, which is what runs, back to the sources. */
  readonly sourceMapFile: string;
}

export interface RunningSide {
  readonly port: number;
  /** Where bots post, if it is not the same. */
  readonly publishPort?: number;
  /** The process whose CPU, with its children's, is counted; null where the system does not tell. */
  readonly pid: number | null;
  /** Further processes whose CPU counts: they are part of the way from bot to screen. */
  readonly helperPids?: readonly number[];
  /** Path and query of the live connection, and how it is read. */
  readonly subscribePath: string;
  readonly wire: Wire;
  /** Where the side was started with one. */
  readonly inspector: Inspector | null;
  publisher(bot: number): Promise<Publisher>;
  /** The frame that tells the side how far a subscriber has read; null where the side has no flow control. */
  acknowledgement(through: number): string | null;
  /** Resolves once work that the side does after its answers (an archive, a late insert) is done; rejects where it failed. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** An empty folder of this run. */
  readonly stateDir: string;
  readonly inspect: boolean;
}

export interface Side {
  readonly name: string;
  readonly league: League;
  /** Why it cannot run here, or null. */
  readonly absence?: () => string | null;
  start(options: StartOptions): Promise<RunningSide>;
}
