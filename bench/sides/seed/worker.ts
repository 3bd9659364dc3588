/**
 * The seed design: the sketch that the product improves on. The Worker parses an event, hands it by `fetch` to an object that
 * only fans out from memory, and inserts it into D1 in `waitUntil`, after the answer. A 200 promises nothing here: the insert
 * may fail, and a subscriber that was away has no way back. A batch, which the sketch did not know, is one fan-out and one
 * D1 batch.
 */
import { Server } from "partyserver";

interface SeedEnv {
  readonly Room: DurableObjectNamespace<SeedRoom>;
  readonly DB: D1Database;
}
interface PostedEvent {
  readonly id: string;
  readonly type: string;
  readonly ts: number;
}

export class SeedRoom extends Server<SeedEnv> {
  override async onRequest(request: Request): Promise<Response> {
    this.broadcast(await request.text());
    return Response.json({ status: "ok" });
  }
}

export default {
  async fetch(request: Request, env: SeedEnv, ctx: ExecutionContext): Promise<Response> {
    const room = env.Room.getByName("bench");
    if (request.headers.get("upgrade") === "websocket") return room.fetch(request);
    const posted = await request.json<PostedEvent | PostedEvent[]>();
    const events = Array.isArray(posted) ? posted : [posted];
    await room.fetch("https://room.invalid/", { method: "POST", body: JSON.stringify({ type: "events", events }) });
    const insert = env.DB.prepare("INSERT INTO event (id, type, ts, body) VALUES (?, ?, ?, ?)");
    ctx.waitUntil(
      env.DB.batch(events.map((event) => insert.bind(event.id, event.type, event.ts, JSON.stringify(event)))),
    );
    return Response.json({ status: "ok" });
  },
};
