/**
 * Everything that alerts are sent to, on one local server: a push service, a signed webhook's receiver, and stand-ins that answer
 * as Telegram, Discord, Slack and ntfy do. A path names a box, which keeps what came (`GET /boxes/NAME`), and how to behave.
 */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { decodeHeader } from "./encoded-words.ts";
import { PushService } from "./push-service.ts";
import { readTelegramHtml } from "./telegram-html.ts";

/** A request that came into a box. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What the receiver understood; null where it refused, or did not look. */
  readonly taken: unknown;
  readonly status: number;
}

export interface Receivers {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  stop(): Promise<void>;
}

/** The secret of every webhook here. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 42).toString("base64")}`;
/** What is true of a service before it has looked at a message. */
export const BEHAVIOURS = [
  "takes",
  "404",
  "410",
  "429",
  "429-date",
  "401",
  "403",
  "413",
  "413-brief",
  "500",
  "503",
  "hangs",
  "hangs-410",
  "trickles",
  "endless",
  "endless-200",
  "redirect",
  "cut",
  "echo",
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

interface Said {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly taken?: unknown;
}

const RETRY_AFTER_S = "7";
const ENDLESS_CHUNK = Buffer.alloc(16 * 1024, "x");
const BRIEF_MAX_BYTES = 600;

export async function startReceivers(): Promise<Receivers> {
  const boxes = new Map<string, Received[]>();
  const at = { origin: "" };
  const server = createServer((request, response) => {
    void respond(request, response).catch(() => response.destroy());
  });
  let push = new PushService("");

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", at.origin);
    const body = await buffer(request);
    const [, channel = "", box = "", behaviour = "takes", ...rest] = pathname.split("/");
    if (channel === "boxes") return void response.end(JSON.stringify(boxes.get(box) ?? []));
    if (channel === "subscribe") {
      const endpoint = `${at.origin}/push/${box}/${behaviour}`;
      return void response.end(JSON.stringify(push.subscribe(box, endpoint, searchParams.get("key") ?? "")));
    }
    const [, topicBox = box, topicBehaviour = behaviour] = /^ntfy-([a-z0-9]+)-(.+)$/.exec(channel) ?? [];
    const keep = ({ status, taken = null }: Said): void => {
      const received = { path: request.url ?? "", headers: request.headers, taken, status };
      boxes.set(topicBox, [...(boxes.get(topicBox) ?? []), received]);
    };
    const asked = { headers: request.headers, body, box: topicBox, rest: [behaviour, ...rest] };
    const misbehaved = channel === "telegram" ? null : misbehave(topicBehaviour, asked, response);
    if (misbehaved === "done") return keep({ status: 0 });
    const said = misbehaved ?? answerOf(channel, asked);
    keep(said);
    response.writeHead(said.status, said.headers).end(said.body ?? "");
  }

  function answerOf(channel: string, asked: Asked): Said {
    switch (channel) {
      case "push": {
        const taken = push.take(asked.box, asked.headers, asked.body);
        return "why" in taken ? { status: taken.status, body: taken.why } : { status: 201, taken };
      }
      case "webhook":
        return answerWebhook(asked);
      case "telegram":
        return answerTelegram(asked);
      case "discord":
        return answerDiscord(asked);
      case "slack":
        return answerSlack(asked);
      default:
        return channel.startsWith("ntfy-")
          ? answerNtfy(channel, asked)
          : { status: 200, body: "trapped", taken: "trap" };
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  at.origin = `http://127.0.0.1:${port}`;
  push = new PushService(`https://127.0.0.1:${port}`);
  return {
    origin: at.origin,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly box: string;
  readonly rest: readonly string[];
}

/** `done` where the response is on its way, or will never be; null for a service that works. */
function misbehave(behaviour: string, { body, box }: Asked, response: ServerResponse): Said | "done" | null {
  switch (behaviour as Behaviour) {
    case "takes":
      return null;
    case "404":
    case "410":
    case "401":
    case "403":
    case "413":
    case "500":
      return { status: Number(behaviour), body: "no" };
    case "413-brief":
      return body.length > BRIEF_MAX_BYTES ? { status: 413 } : null;
    case "429":
    case "503":
      return { status: Number(behaviour), headers: { "Retry-After": RETRY_AFTER_S } };
    case "429-date":
      return { status: 429, headers: { "Retry-After": new Date(Date.now() + 600_000).toUTCString() } };
    case "redirect":
      return { status: 302, headers: { Location: `/trap/${box}` } };
    case "echo":
      return {
        status: 400,
        body: JSON.stringify({ message: `you are ${response.req.url}`, error: `at ${response.req.url}` }),
      };
    case "hangs":
      return "done";
    case "hangs-410":
      response.writeHead(410).flushHeaders();
      return "done";
    case "trickles":
      trickle(response.writeHead(500), Buffer.from("."), 200);
      return "done";
    case "endless":
      trickle(response.writeHead(500), ENDLESS_CHUNK, 0);
      return "done";
    case "endless-200":
      trickle(response.writeHead(200), ENDLESS_CHUNK, 0);
      return "done";
    case "cut":
      response.destroy();
      return "done";
  }
  return null;
}

/** Writes for as long as somebody listens, as fast as it is read. */
function trickle(response: ServerResponse, chunk: Buffer, everyMs: number): void {
  const step = (): void => {
    if (response.destroyed) return;
    if (response.write(chunk)) setTimeout(step, everyMs).unref();
    else response.once("drain", step);
  };
  step();
}

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Said => ({
  status,
  body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", ...headers },
});

function answerWebhook({ headers, body }: Asked): Said {
  try {
    const taken = new Webhook(WEBHOOK_SECRET).verify(body.toString("utf8"), headers as Record<string, string>);
    return { status: 204, taken };
  } catch (error) {
    return { status: 401, body: String(error) };
  }
}

/** `/telegram/BOX/bot<token>/<method>`; the chat says how it behaves. */
function answerTelegram({ body, rest: [bot, method] }: Asked): Said {
  const fail = (status: number, description: string, parameters?: object): Said =>
    json(status, { ok: false, error_code: status, description, ...(parameters === undefined ? {} : { parameters }) });
  if (bot?.startsWith("bot123456:") !== true) return fail(401, "Unauthorized");
  if (method === "getUpdates") return json(200, { ok: true, result: TELEGRAM_UPDATES });
  if (method !== "sendMessage") return fail(404, "Not Found");
  const asked = JSON.parse(body.toString("utf8")) as {
    readonly chat_id: string;
    readonly text: string;
    readonly parse_mode: string;
  };
  switch (asked.chat_id) {
    case "403":
      return fail(403, "Forbidden: bot was blocked by the user");
    case "400":
      return fail(400, "Bad Request: chat not found");
    case "429":
      return fail(429, "Too Many Requests: retry after 7", { retry_after: 7 });
    case "500":
      return fail(502, "Bad Gateway");
  }
  if (asked.parse_mode !== "HTML") return fail(400, "Bad Request: the stand-in reads HTML only");
  const read = readTelegramHtml(asked.text);
  if ("fault" in read) return fail(400, `Bad Request: can't parse entities: ${read.fault}`);
  if (read.text === "") return fail(400, "Bad Request: message text is empty");
  if (read.text.length > 4_096) return fail(400, "Bad Request: message is too long");
  return { ...json(200, { ok: true, result: { message_id: 1 } }), taken: read };
}

const TELEGRAM_UPDATES = [
  {
    update_id: 1,
    message: { message_id: 1, chat: { id: 7, type: "private", first_name: "Ada", last_name: "L" }, text: "/start" },
  },
  { update_id: 2, my_chat_member: { chat: { id: -1001, type: "supergroup", title: "Desk\n\u202eksed" } } },
  { update_id: 3, channel_post: { chat: { id: -1002, type: "channel", title: "Signals" } } },
  { update_id: 4, message: { message_id: 2, chat: { id: 7, type: "private", first_name: "Ada", last_name: "L" } } },
  { update_id: 5, callback_query: { message: { chat: { id: 8, type: "private", username: "grace" } } } },
  { update_id: 6, poll: { id: "1" } },
  null,
];

function answerDiscord({ body, rest }: Asked): Said {
  if (rest.includes("limited"))
    return json(
      429,
      { message: "You are being rate limited.", retry_after: 0.312, global: false },
      { "Retry-After": "1" },
    );
  if (rest.includes("deleted")) return json(404, { message: "Unknown Webhook", code: 10_015 });
  const { content } = JSON.parse(body.toString("utf8")) as { readonly content: string };
  if (content === "") return json(400, { message: "Cannot send an empty message", code: 50_006 });
  if (Array.from(content).length > 2_000) return json(400, { message: "Invalid Form Body", code: 50_035 });
  return { status: 204, taken: JSON.parse(body.toString("utf8")) };
}

function answerSlack({ headers, body, rest }: Asked): Said {
  if (rest.includes("limited")) return { status: 429, body: "rate_limited", headers: { "Retry-After": "30" } };
  if (rest.includes("archived")) return { status: 410, body: "channel_is_archived" };
  if (rest.includes("deleted")) return { status: 404, body: "no_service" };
  if (headers["content-type"] !== "application/json") return { status: 400, body: "invalid_payload" };
  const taken = JSON.parse(body.toString("utf8")) as { readonly text: string };
  return taken.text === "" ? { status: 400, body: "no_text" } : { status: 200, body: "ok", taken };
}

/** A topic that is not to be written to without a token ends in `protected`. */
function answerNtfy(topic: string, { headers, body }: Asked): Said {
  const header = (name: string): string | null => {
    const value = headers[name];
    return typeof value === "string" ? decodeHeader(value) : null;
  };
  if (topic.endsWith("-protected") && headers.authorization !== "Bearer tk_good")
    return json(403, { code: 40_301, http: 403, error: "forbidden" });
  if (topic.endsWith("-limited"))
    return json(429, { code: 42_901, http: 429, error: "limit reached: too many requests" });
  const taken = {
    title: header("title"),
    priority: header("priority"),
    tags: header("tags"),
    click: header("click"),
    message: body.toString("utf8") || "triggered",
    attached: body.length > 4_096,
  };
  return { ...json(200, { id: "x", event: "message", topic, ...taken }), taken };
}
