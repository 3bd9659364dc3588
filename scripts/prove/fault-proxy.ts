/**
 * A TCP proxy on 127.0.0.1 between clients and a server that may move: it passes bytes both ways and does to each connection
 * what its faults say. What it holds back it does not read, so that both ends feel it as on a real line.
 */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import type { Fault, FaultKind } from "./faults.ts";
import { Link } from "./link.ts";

export interface FaultProxy {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly connections: number;
  /** Faults that were carried out, by kind. */
  readonly counts: Readonly<Record<FaultKind, number>>;
  /** No connection from now on has a fault; what is half open stays so. */
  makePeace(): void;
  close(): Promise<void>;
}

/** `target` is asked at each connection for the server's origin; `draw` for the connection's faults. */
export async function startFaultProxy(target: () => string, draw: () => readonly Fault[]): Promise<FaultProxy> {
  const counts: Record<FaultKind, number> = { cut: 0, "cut-within": 0, stall: 0, "half-open": 0, slow: 0 };
  const links = new Set<Link>();
  let peace = false;
  let connections = 0;
  const server: Server = createServer((client) => {
    connections++;
    const { hostname, port } = new URL(target());
    const link = new Link(client, connect({ host: hostname, port: Number(port) }));
    links.add(link);
    void link.over.then(() => links.delete(link));
    void endure(link, peace ? [] : draw(), (kind) => counts[kind]++);
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    counts,
    makePeace: () => {
      peace = true;
      for (const link of links) link.calm();
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      for (const link of links) link.reset();
      await closed;
    },
  };
}

async function endure(link: Link, faults: readonly Fault[], count: (kind: FaultKind) => void): Promise<void> {
  for (const fault of faults) {
    const comes = fault.kind === "cut-within" ? link.cutWithin(fault.afterBytes) : link.wait(fault.afterMs);
    if (!(await comes)) return;
    count(fault.kind);
    switch (fault.kind) {
      case "cut":
        return link.reset();
      case "cut-within":
        return;
      case "half-open":
        return link.vanish(fault.serverMs);
      case "stall":
        link.hold(fault.ways, true);
        await link.wait(fault.forMs);
        link.hold(fault.ways, false);
        break;
      case "slow":
        link.slow(fault.bytesPerS);
        await link.wait(fault.forMs);
        link.slow(Infinity);
        break;
    }
  }
}
