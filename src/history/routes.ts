/**
 * The reading routes of a feed: its log, its pages, its trades, its profit, its state.
 */
import { Hono } from "hono/tiny";
import type { AppEnv } from "../http/context.ts";
import { eventRoutes } from "./events.ts";
import { pageRoutes } from "./pages.ts";
import { profitRoutes } from "./profit.ts";
import { recordRoutes } from "./records.ts";
import { summaryRoutes } from "./summary.ts";
import { tradeRoutes } from "./trades.ts";

export const historyRoutes = new Hono<AppEnv>();

historyRoutes.route("/", eventRoutes);
historyRoutes.route("/", pageRoutes);
historyRoutes.route("/", recordRoutes);
historyRoutes.route("/", tradeRoutes);
historyRoutes.route("/", profitRoutes);
historyRoutes.route("/", summaryRoutes);
