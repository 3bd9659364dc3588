/**
 * A line with a round trip, for what waits on one: whatever is sent arrives half a round trip later, in its order. A new connection
 * carries nothing for a round trip, which is what its handshake takes on a real one (loopback's cannot be held back). At its far end
 * TLS ends, as it does in front of a Worker.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";

/** Of `localhost`, for tests. */
export const CERTIFICATE = join(import.meta.dirname, "../../test/fixtures/tls/cert.pem");
const KEY = join(import.meta.dirname, "../../test/fixtures/tls/key.pem");

export interface SlowLine {
  readonly origin: string;
  close(): void;
}

/** To a server's port on loopback. */
export async function startSlowLine(port: number, roundTripMs: number): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.setNoDelay(true).on("error", () => socket.destroy());
    return socket.on("close", () => sockets.delete(socket));
  };
  const end = createTlsServer({ key: readFileSync(KEY), cert: readFileSync(CERTIFICATE) }, (plain) => {
    const upstream = keep(connect(port, "127.0.0.1"));
    keep(plain).pipe(upstream).pipe(plain);
  });
  const endPort = await listen(end);
  const line = createServer((client) => {
    const far = keep(connect(endPort, "127.0.0.1"));
    delay(keep(client), far, roundTripMs / 2, performance.now() + roundTripMs);
    delay(far, client, roundTripMs / 2, 0);
  });
  const origin = `https://localhost:${await listen(line)}`;
  return {
    origin,
    close() {
      line.close();
      end.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** What comes from one side leaves at the other so much later, and nothing leaves before `notBeforeMs` and half a round trip. */
function delay(from: Socket, to: Socket, ms: number, notBeforeMs: number): void {
  const later = (act: () => void): void => {
    setTimeout(act, Math.max(performance.now(), notBeforeMs) + ms - performance.now());
  };
  from.on("data", (chunk) => later(() => to.writable && to.write(chunk)));
  from.on("end", () => later(() => to.end()));
  from.on("close", () => later(() => to.destroy()));
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
