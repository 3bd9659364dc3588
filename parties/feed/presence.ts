/**
 * Signs of life: heartbeats say that a bot runs, and nothing else; they get no seq and no record.
 */
import type { DraftEvent } from "./rpc.ts";

/** What a Freqtrade strategy sends as a message where it cannot send an event of its own. */
const HEARTBEAT_MESSAGE = "fillcast:hb";

export function isHeartbeat(event: Pick<DraftEvent, "type" | "data">): boolean {
  return event.type === "heartbeat" || (event.type === "strategy_msg" && event.data.msg === HEARTBEAT_MESSAGE);
}
