/**
 * A storm against servers that are wrong on purpose: a reader that comes back to one of them must not come out with a result.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { eventFrames } from "../../../../bench/driver/wires/web-socket.ts";
import type { Side } from "../../../../bench/sides/side.ts";
import { measureStorm } from "../../../../bench/storm/measure-storm.ts";
import { fillcastDialect } from "../../../../bench/storm/sides.ts";
import type { StormWork } from "../../../../bench/works.ts";

const WORK: StormWork = {
  kind: "storm",
  id: "0",
  title: "small",
  bots: 2,
  readers: 3,
  livePostsPerBot: 2,
  missedPostsPerBot: 5,
};
const LIVE = WORK.bots * WORK.livePostsPerBot;
const EPOCH = "0mwv1x9q0";

/** The event that a posted body becomes. */
function toEvent(body: string, seq: number): string {
  return JSON.stringify({ bot: "bot", data: {}, ...(JSON.parse(body) as object), seq });
}

/** What a server says to the n-th reader that comes back (from 0), given the frames that it should say. */
type Replay = (frames: readonly string[], n: number) => readonly string[];

const honest: Replay = (frames) => frames;

/** A server of the live protocol that keeps every event, and cuts a replay into frames of four. */
function stormSide(replay: Replay) {
  const bodies: string[] = [];
  let returned = 0;
  const toFrame = (after: number, through: number): string =>
    `{"type":"events","epoch":"${EPOCH}","after":${after},"through":${through},"replay":true,"events":[${bodies
      .slice(after, through)
      .map((body, index) => toEvent(body, after + index + 1))
      .join(",")}]}`;
  const greet = (socket: WebSocket, request: IncomingMessage): void => {
    const head = bodies.length;
    const query = new URL(request.url!, "http://test").searchParams;
    socket.send(`{"type":"welcome","v":1,"epoch":"${EPOCH}","head":${head}}`);
    if (!query.has("after")) return;
    const frames: string[] = [];
    for (let at = Number(query.get("after")); at < head; at = Math.min(head, at + 4)) {
      frames.push(toFrame(at, Math.min(head, at + 4)));
    }
    frames.push(`{"type":"caught_up","epoch":"${EPOCH}","seq":${head}}`);
    for (const frame of replay(frames, returned++)) socket.send(frame);
  };
  const side: Side = {
    name: "test",
    league: "memory",
    async start() {
      const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        bodies.push((await request.toArray()).join(""));
        for (const socket of sockets.clients) socket.send(toFrame(bodies.length - 1, bodies.length));
        response.writeHead(200).end("{}");
      };
      const server = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
      const sockets = new WebSocketServer({ server, perMessageDeflate: false }).on("connection", greet);
      await once(server, "listening");
      return {
        port: (server.address() as AddressInfo).port,
        pid: process.platform === "linux" ? process.pid : null,
        subscribePath: "/?v=1",
        wire: eventFrames,
        inspector: null,
        publisher: async () => ({ path: "/", headers: {} }),
        acknowledgement: () => null,
        settled: async () => undefined,
        async stop() {
          for (const socket of sockets.clients) socket.terminate();
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
  };
  return { side, dialect: fillcastDialect };
}

const run = (replay: Replay) => measureStorm({ side: stormSide(replay), work: WORK, stateDir: "", patienceMs: 1_500 });

test.concurrent("readers that get what they missed, in order, once, are measured", async () => {
  const result = await run(honest);
  expect(result.allCaughtUpMs).toBeGreaterThan(0);
  expect(result.allCaughtUpMs).toBeGreaterThanOrEqual(result.caughtUpP50Ms);
  // Three readers, ten events of 200 bytes each.
  expect(result.sentMiB * 2 ** 20).toBeGreaterThan(3 * 10 * 200);
  if (process.platform === "linux") expect(result.peakMiB).toBeGreaterThanOrEqual(result.residentMiB!);
});

test.concurrent("a frame that is left out fails the storm", async () => {
  await expect(run((frames, n) => (n === 1 ? [frames[0]!, ...frames.slice(2)] : frames))).rejects.toThrow(
    `stands at ${EPOCH} ${LIVE + 4} and was sent what follows ${EPOCH} ${LIVE + 8}`,
  );
});

test.concurrent("a replay that ends too early fails the storm, though it says that it is whole", async () => {
  await expect(run((frames, n) => (n === 1 ? frames.slice(-1) : frames))).rejects.toThrow(/got caught_up at/);
});

test.concurrent("a frame that comes twice fails the storm", async () => {
  await expect(run((frames, n) => (n === 2 ? [frames[0]!, ...frames] : frames))).rejects.toThrow(
    /was sent what follows/,
  );
});

test.concurrent("a reader that is never caught up fails the storm", async () => {
  await expect(run((frames, n) => (n === 0 ? frames.slice(0, -1) : frames))).rejects.toThrow(
    "1 readers got no further",
  );
});

test.concurrent("a refused position fails the storm", async () => {
  const reset = `{"type":"reset","reason":"trimmed","epoch":"${EPOCH}","head":14,"oldest":9}`;
  await expect(run((frames, n) => (n === 0 ? [reset, ...frames] : frames))).rejects.toThrow("reset trimmed");
});

test.concurrent("another event in the place of one fails the storm", async () => {
  const swap: Replay = (frames, n) =>
    n === 1 ? frames.map((frame) => frame.replace(/bench-01-00000(3)/, "bench-01-000009")) : frames;
  await expect(run(swap)).rejects.toThrow(/acknowledged events are missing, the first is bench-01-000003/);
});
