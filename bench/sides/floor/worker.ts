/**
 * The floor: what the platform itself costs. One PartyServer room that inserts what was posted and broadcasts it, and nothing
 * else: no keys, no validation, no numbering beyond SQLite's own, no parsing even. A body that is an array is one row and one
 * frame. What any design on this runtime does beyond durable fan-out is measured against this.
 */
import { Server } from "partyserver";

interface FloorEnv {
  readonly Room: DurableObjectNamespace<FloorRoom>;
}

export class FloorRoom extends Server<FloorEnv> {
  static override options = { hibernate: true };

  constructor(ctx: DurableObjectState, env: FloorEnv) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS post (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  }

  /** Keeps one posted body and sends it to every socket; the runtime holds both back until the row is durable. */
  append(body: string): number {
    const { seq } = this.ctx.storage.sql
      .exec<{ seq: number }>("INSERT INTO post (body) VALUES (?) RETURNING seq", body)
      .one();
    this.broadcast(`{"type":"events","events":${body.startsWith("[") ? body : `[${body}]`}}`);
    return seq;
  }
}

export default {
  async fetch(request: Request, env: FloorEnv): Promise<Response> {
    const room = env.Room.getByName("bench");
    if (request.headers.get("upgrade") === "websocket") return room.fetch(request);
    return Response.json({ status: "ok", seq: await room.append(await request.text()) });
  },
};
