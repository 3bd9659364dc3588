/**
 * Where bots of any kind post: `POST /<bot>` takes a webhook's body as it is and answers after it is on disk, so that a bot waits
 * for a disk and never for a network. `GET /` shows how the relay is. A page in a browser can do neither.
 */
import { serve } from "@hono/node-server";
import { BODY_MAX_BYTES, BOT_PATTERN, PROBLEMS, problemToBody, refuse, type Refused } from "@fillcast/protocol";
import { Hono, type Context } from "hono";
import { fits, webhookItem, type Item } from "./item.ts";
import type { Listen } from "./settings.ts";
import { SpoolFull, type Spool } from "./spool.ts";

export interface DoorOptions {
  readonly spool: Pick<Spool, "put" | "count">;
  readonly token: string | null;
  /** The status page. */
  readonly page: () => string;
  /** Hears of each item that was taken. */
  readonly taken: (item: Item) => void;
  readonly say: (line: string) => void;
}

export function createDoor({ spool, token, page, taken, say }: DoorOptions): Hono {
  const door = new Hono();
  const base = token === null ? "" : `/${token}`;
  let isFull = false;

  door.use(async function refusePages(c, next) {
    // A bot sends neither; a page that somebody reads could fill the ledger.
    if (c.req.header("origin") === undefined && c.req.header("sec-fetch-site") !== "cross-site") return next();
    return answer(c, refuse("forbidden", "The door takes nothing from pages in a browser."));
  });

  door.get(`${base}/`, (c) => c.html(page()));
  if (base !== "") door.get(base, (c) => c.html(page()));

  door.post(`${base}/:bot`, async function take(c) {
    const bot = c.req.param("bot");
    if (!BOT_PATTERN.test(bot)) {
      const detail = "A bot's name has 1 to 64 letters, digits, _, . and -, the first no sign. Post to /<name>.";
      return answer(c, refuse("invalid-request", detail));
    }
    const bytes = await readBody(c.req.raw);
    if (bytes === null) return answer(c, tooLarge());
    if (bytes.length === 0) return answer(c, refuse("empty-body", "The body is empty. Send the message as the body."));
    const item = webhookItem(bot, Date.now(), { contentType: c.req.header("content-type") ?? "", bytes });
    if (!fits(item)) return answer(c, tooLarge());
    try {
      await spool.put([item]);
    } catch (error) {
      if (!(error instanceof SpoolFull)) throw error;
      if (!isFull) say(`${error.message} Messages are refused with 507 until there is space again.`);
      isFull = true;
      return answer(c, refuse("storage-full", `${error.message} Make space, or raise --spool-max, and send it again.`));
    }
    if (isFull) say("There is space again.");
    isFull = false;
    taken(item);
    return c.json({ status: "ok", spooled: spool.count });
  });

  door.notFound((c) => {
    if (token !== null) return answer(c, refuse("unauthenticated", "Post to /<token>/<bot>, with the relay's token."));
    return answer(c, refuse("not-found", "Post a message to /<bot>. GET / shows how the relay is."));
  });
  door.onError((error, c) => {
    say(`The door failed: ${error.message}`);
    return answer(c, refuse("internal", "The relay could not take it. Send it again."));
  });
  return door;
}

export interface OpenDoor {
  /** With the port that was taken, if 0 was asked for. */
  readonly address: string;
  close(): void;
}

/** Resolves when it listens; rejects with Node's error. */
export function openDoor(door: Hono, { host, port }: Listen): Promise<OpenDoor> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: door.fetch, hostname: host, port }, (info) => {
      const shown = host.includes(":") ? `[${host}]` : host;
      resolve({ address: `http://${shown}:${info.port}`, close: () => server.close() });
    });
    server.on("error", reject);
  });
}

/** Null where it is too large. It is read to its end all the same: who still sends hears no answer. */
async function readBody({ body }: Request): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size <= BODY_MAX_BYTES) chunks.push(chunk);
  }
  return size > BODY_MAX_BYTES ? null : Buffer.concat(chunks);
}

function tooLarge(): Refused {
  return refuse("body-too-large", `A message can have at most ${BODY_MAX_BYTES} bytes, as it is sent on.`);
}

function answer(c: Context, { problem }: Refused): Response {
  const { status } = PROBLEMS[problem.slug];
  const body = JSON.stringify(problemToBody(problem, crypto.randomUUID()));
  return c.body(body, status as 400, { "content-type": "application/problem+json" });
}
