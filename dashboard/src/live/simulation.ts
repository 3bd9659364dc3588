/**
 * What a feed of simulated bots brings to the page (demo/). The page itself knows no more of it than this, and is handed it by
 * main.tsx.
 */
import type { ComponentType } from "react";
import type { Credentials } from "../keys/credentials.ts";

export interface Simulation {
  /** Whether a key opens the simulated feed. */
  readonly isOf: (credentials: Credentials) => boolean;
  /** Opens its connections. */
  readonly WebSocket: typeof WebSocket;
  /** The bot by which the simulation speaks of itself: nobody waits for it. */
  readonly bot: string;
  /** Stands over every view. */
  readonly Banner: ComponentType;
}
