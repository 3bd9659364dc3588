/**
 * The line between a client and a server that may move, for tests that break it by hand: it can be cut, go silent without a
 * word, or refuse; and counts what it carries.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Line {
  readonly origin: string;
  /** Bytes from the server to the client so far. */
  readonly received: number;
  /** Connections that are open. */
  readonly open: number;
  /** Breaks all connections; both ends hear of it. */
  cut(): void;
  /** While true, nothing passes and neither end notices. Connections that were silenced stay silent. */
  silence(on: boolean): void;
  /** While true, new connections are refused. */
  refuse(on: boolean): void;
  close(): Promise<void>;
}

/** `target` is asked at each connection for the server's origin. */
export async function startLine(target: () => string): Promise<Line> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const silenced = new WeakSet<Socket>();
  let received = 0;
  let silent = false;
  let refusing = false;
  const silencePair = (pair: readonly [Socket, Socket]): void => {
    for (const end of pair) {
      silenced.add(end);
      end.pause();
    }
  };
  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const { hostname, port } = new URL(target());
    const upstream = connect({ host: hostname, port: Number(port) });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    if (silent) silencePair(pair);
    upstream.on("data", (bytes) => {
      received += bytes.length;
      if (!client.write(bytes)) upstream.pause();
    });
    client.on("drain", () => {
      if (!silenced.has(upstream)) upstream.resume();
    });
    client.on("data", (bytes) => void upstream.write(bytes));
    for (const end of pair) {
      end.on("error", () => {});
      end.on("close", () => {
        pairs.delete(pair);
        client.destroy();
        upstream.destroy();
      });
    }
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get received() {
      return received;
    },
    get open() {
      return pairs.size;
    },
    cut() {
      for (const [client, upstream] of pairs) {
        client.resetAndDestroy();
        upstream.resetAndDestroy();
      }
    },
    silence(on) {
      silent = on;
      if (on) for (const pair of pairs) silencePair(pair);
    },
    refuse(on) {
      refusing = on;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const [client, upstream] of pairs) {
        client.destroy();
        upstream.destroy();
      }
      await closed;
    },
  };
}
