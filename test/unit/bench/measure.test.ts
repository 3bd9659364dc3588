/**
 * The bench against servers that are wrong on purpose: none of them may come out with a result.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { measure } from "../../../bench/measure.ts";
import { eventFrames } from "../../../bench/driver/wires/web-socket.ts";
import type { Side } from "../../../bench/sides/side.ts";
import type { StreamWork } from "../../../bench/works.ts";

const WORK: StreamWork = {
  kind: "stream",
  id: "0",
  title: "small",
  sides: [],
  bots: 3,
  subscribers: 2,
  eventsPerPost: 1,
  warmUpPostsPerBot: 2,
  pace: { kind: "burst", postsPerBot: 10 },
  countsLateWork: true,
};

/** What a server does with the event of the n-th post: the bodies that the given subscriber is sent now. */
type Delivery = (body: string, n: number, subscriber: number) => readonly string[];

const honest: Delivery = (body) => [body];

function sideThat(deliver: Delivery, statusOf: (n: number) => number = () => 200): Side {
  return {
    name: "test",
    league: "memory",
    async start() {
      let posts = 0;
      const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const body = (await request.toArray()).join("");
        const n = ++posts;
        for (const [subscriber, socket] of [...sockets.clients].entries()) {
          const events = deliver(body, n, subscriber);
          if (events.length > 0) socket.send(`{"type":"events","events":[${events.join(",")}]}`);
        }
        response.writeHead(statusOf(n)).end("{}");
      };
      const server = createServer((request, response) => void take(request, response)).listen(0, "127.0.0.1");
      const sockets = new WebSocketServer({ server, perMessageDeflate: false });
      await once(server, "listening");
      return {
        port: (server.address() as AddressInfo).port,
        pid: process.pid,
        subscribePath: "/",
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
}

const run = (side: Side, work: StreamWork = WORK) => measure({ side, work, stateDir: "", patienceMs: 200 });

test.concurrent("a side that delivers everything in order once is measured", async () => {
  const result = await run(sideThat(honest));
  expect(result.events).toBe(30);
  expect(result.latencyP50Ms).toBeGreaterThan(0);
  expect(result.latencyP95Ms).toBeGreaterThanOrEqual(result.latencyP50Ms);
  expect(result.deliveredMs).toBeGreaterThanOrEqual(result.latencyP95Ms);
});

test.concurrent("batches count by their events", async () => {
  const unwrap: Delivery = (body) => [body.slice(1, -1)];
  expect((await run(sideThat(unwrap), { ...WORK, eventsPerPost: 7 })).events).toBe(210);
});

test.concurrent("a steady work takes its time", async () => {
  const pace = { kind: "steady", postsPerSecond: 100, seconds: 0.5 } as const;
  const result = await run(sideThat(honest), { ...WORK, pace });
  expect(result.events).toBe(50);
  expect(result.deliveredMs).toBeGreaterThan(480);
});

test.concurrent("late work counts only where the work waits for it", async () => {
  let settled = 0;
  const side = sideThat(honest);
  const counting: Side = {
    ...side,
    start: async (options) => ({ ...(await side.start(options)), settled: async () => void (settled += 1) }),
  };
  const result = await run(counting, { ...WORK, countsLateWork: false });
  expect(result.settledCpuMicrosPerEvent).toBeNull();
  expect(settled).toBe(0);
  await run(counting);
  expect(settled).toBe(2);
});

test.concurrent("a lost event fails the run", async () => {
  const side = sideThat((body, n, subscriber) => (n === 20 && subscriber === 1 ? [] : [body]));
  await expect(run(side)).rejects.toThrow(/subscriber 2: 1 acknowledged events are missing/);
});

test.concurrent("a lost last event fails the run", async () => {
  const side = sideThat((body, n) => (n === 36 ? [] : [body]));
  await expect(run(side)).rejects.toThrow(/acknowledged events are missing/);
});

test.concurrent("a repeated last event fails the run", async () => {
  const side = sideThat((body, n) => (n === 36 ? [body, body] : [body]));
  await expect(run(side)).rejects.toThrow(/1 events came twice/);
});

test.concurrent("two events in another order fail the run", async () => {
  const held: string[] = [];
  const side = sideThat((body, n, subscriber) => {
    if (subscriber === 0) return [body];
    if (n !== 20) return [body, ...held.splice(0)];
    held.push(body);
    return [];
  });
  await expect(run(side)).rejects.toThrow(/subscriber 2: the order differs/);
});

test.concurrent("an answer that is no 200 fails the run", async () => {
  await expect(run(sideThat(honest, (n) => (n === 20 ? 503 : 200)))).rejects.toThrow(/answered 503/);
});
