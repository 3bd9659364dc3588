/**
 * Publishes a log in batches, as fast as the answers come.
 */
import { BATCH_MAX_EVENTS } from "@fillcast/protocol";
import type { Connection } from "./connection.ts";

/** Throws unless every batch is taken. */
export async function publishLog(connection: Connection, texts: readonly string[]): Promise<void> {
  for (let at = 0; at < texts.length; at += BATCH_MAX_EVENTS) {
    const { status, body } = await connection.post(`[${texts.slice(at, at + BATCH_MAX_EVENTS).join(",")}]`);
    if (status !== 200) throw new Error(`a batch was answered ${status}: ${body.slice(0, 500)}`);
  }
}
