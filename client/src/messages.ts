/**
 * The entry `fillcast/messages`: what events say, read as the server reads them, whatever vocabulary their bot has.
 */
export {
  isFilled,
  matchesSearch,
  readLiquidationMessage,
  readLockMessage,
  readOrderMessage,
  readSearch,
  readTradeOrders,
  readTradeSnapshot,
  saysClosed,
} from "@fillcast/protocol";
export type {
  LiquidationMessage,
  LockMessage,
  OrderMessage,
  SaidEvent,
  SnapshotOrder,
  TradeSnapshot,
} from "@fillcast/protocol";
