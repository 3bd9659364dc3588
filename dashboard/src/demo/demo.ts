/** The demo: the feed of simulated bots that `npm start` makes, as the page takes it. */
import { lazy } from "react";
import { CuttableSocket } from "./cuttable-socket.ts";
import { DEMO_BOT } from "./pause.ts";
import type { Simulation } from "../live/simulation.ts";

export const DEMO: Simulation = {
  isOf: ({ feed }) => feed === "demo",
  WebSocket: CuttableSocket,
  bot: DEMO_BOT,
  Banner: lazy(() => import("./demo-banner.tsx")),
};
