/**
 * A stand-in for the server's `POST /v1/relay` that can answer anything: for what a real server does only in need. It keeps every
 * item in the order in which it took them, each id once.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";

export interface TakenItem {
  readonly id: string;
  readonly bot: string;
  readonly at: number;
  readonly webhook?: string;
  readonly contentType?: string;
  readonly body?: string;
  readonly encoding?: string;
  readonly event?: {
    readonly type: string;
    readonly trade?: { readonly id: string; readonly openedAt?: string };
    readonly data: Record<string, unknown>;
  };
}
export interface StandInAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}
/** Answers in its place, before anything is taken; null takes the items. */
export type Answering = (items: readonly TakenItem[], path: string) => StandInAnswer | null;

export interface StandIn {
  readonly origin: string;
  readonly port: number;
  /** But for heartbeats. */
  readonly taken: TakenItem[];
  readonly beats: TakenItem[];
  /** How many items had come before. */
  duplicates: number;
  /** Items of each request. */
  readonly requests: number[];
  readonly paths: string[];
  answer: Answering;
  /** Refuses an item by itself. */
  refuse: (item: TakenItem) => object | null;
  stop(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
}

export async function startStandIn(tls?: { readonly key: string; readonly cert: string }): Promise<StandIn> {
  let server: Server;
  const seen = new Set<string>();
  const at = { port: 0 };
  const standIn: Omit<StandIn, "origin" | "port"> = {
    taken: [],
    beats: [],
    duplicates: 0,
    requests: [],
    paths: [],
    answer: () => null,
    refuse: () => null,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
    start: listen,
  };

  async function respond(request: IncomingMessage): Promise<StandInAnswer> {
    const raw = await buffer(request);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    const path = request.url ?? "";
    standIn.paths.push(path);
    const items = path === "/v1/relay" ? parse(body.toString("utf8")) : [];
    const answer = standIn.answer(items, path);
    if (answer !== null) return answer;
    if (body.length === 0) return problem(400, "empty-body", "The body is empty.");
    standIn.requests.push(items.length);
    const events = items.map((item) => {
      const refusal = standIn.refuse(item);
      if (refusal !== null) return { id: item.id, problem: refusal };
      if (item.event?.type === "heartbeat") {
        standIn.beats.push(item);
        return { id: item.id, heartbeat: true };
      }
      const duplicate = seen.has(item.id);
      if (duplicate) standIn.duplicates++;
      else standIn.taken.push(item);
      seen.add(item.id);
      return { id: item.id, seq: standIn.taken.length, duplicate };
    });
    return { status: 200, body: JSON.stringify({ status: "ok", events }) };
  }

  async function listen(): Promise<void> {
    server = tls === undefined ? createServer() : createTlsServer(tls);
    server.on("request", (request, response) => {
      void respond(request).then(
        ({ status, body, headers }) => response.writeHead(status, headers).end(body),
        () => response.destroy(),
      );
    });
    server.listen(at.port, "127.0.0.1");
    await once(server, "listening");
    at.port = (server.address() as AddressInfo).port;
  }

  await listen();
  const scheme = tls === undefined ? "http" : "https";
  return Object.assign(standIn, { origin: `${scheme}://localhost:${at.port}`, port: at.port });
}

export function problem(status: number, slug: string, detail: string): StandInAnswer {
  const body = JSON.stringify({ type: `/problems/${slug}`, title: slug, status, detail, instance: "i" });
  return { status, body, headers: { "content-type": "application/problem+json" } };
}

function parse(text: string): TakenItem[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as TakenItem);
}
