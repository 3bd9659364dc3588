/**
 * Fillcast's client: a live feed of trade events that continues after any disconnect, never repeats, and never skips without
 * saying so. Start with `connect`.
 */
export type {
  Clock,
  ConnectOptions,
  EventBatch,
  EventLatency,
  Feed,
  FeedEvents,
  HistoryQuery,
  LatencyFigure,
  LatencyStats,
  PositionStore,
  Reason,
  Start,
  Status,
} from "./api.ts";
export { connect, FeedError, localStore, memory, sessionStore } from "./core.ts";
export type { ClientErrorCode, FeedErrorDetails, Problem } from "./error.ts";
export type {
  CustomData,
  EntryCancelData,
  EntryData,
  EventOfType,
  ExitCancelData,
  ExitData,
  OrderData,
  PresenceData,
  ProtectionData,
  StatusData,
  StrategyMessageData,
  TradeEvent,
  WhitelistData,
} from "./trade-event.ts";
export type {
  BotState,
  Day,
  FeedEvent,
  FeedState,
  Filter,
  Json,
  JsonObject,
  Lock,
  Mode,
  Position,
  Presence,
  ResetReason,
  StatePatch,
  Total,
  Trade,
  TradeMode,
  TradeRef,
  TradeStatus,
} from "@fillcast/protocol";
