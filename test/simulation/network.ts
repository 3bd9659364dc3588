/**
 * The network between client and server: slow, cut, half-open. Bytes of one connection stay in order, as TCP has it; what is
 * lost is lost with the connection, or at the edge of a nap.
 */
import type { OpenSocket } from "../../client/src/socket.ts";
import type { Server, ServerSide } from "./server.ts";
import type { World } from "./world.ts";

interface Wire {
  readonly link: ServerSide;
  /** Both ends hear of it. */
  cut(): void;
  /** Neither end hears of it. */
  stall(): void;
}

export class Network {
  readonly #world: World;
  readonly #server: Server;
  readonly wires = new Set<Wire>();
  #names = 0;
  #outUntil = 0;

  constructor(world: World, server: Server) {
    this.#world = world;
    this.#server = server;
  }

  latency(): number {
    return this.#server.hostile && this.#world.maybe(0.05)
      ? this.#world.between(200, 4_000)
      : this.#world.between(1, 40);
  }

  /** What the client library opens its sockets with. */
  readonly openSocket: OpenSocket = (query, events) => {
    const world = this.#world;
    const server = this.#server;
    /** Counts up when what is under way on the way to the client is lost. */
    let losses = 0;
    let clientOpen = true;
    let stalled = false;
    let downAt = 0;
    let upAt = 0;
    const down = (run: () => void): void => {
      const lost = losses;
      downAt = Math.max(downAt, world.now + this.latency());
      world.after(downAt - world.now, () => {
        if (clientOpen && !stalled && lost === losses) run();
      });
    };
    const up = (run: () => void): void => {
      upAt = Math.max(upAt, world.now + this.latency());
      world.after(upAt - world.now, () => {
        if (!stalled) run();
      });
    };
    const ended = (code: number, reason: string): void => {
      clientOpen = false;
      this.wires.delete(wire);
      events.closed(code, reason);
    };
    const link: ServerSide = {
      id: `c${++this.#names}`,
      attachment: null,
      isOpen: true,
      pingedAt: null,
      send: (text) => {
        if (!link.isOpen) throw new Error("the socket is closed");
        down(() => events.text(text));
      },
      close: (code, reason) => {
        link.isOpen = false;
        server.links.delete(link);
        down(() => ended(code, reason));
      },
      lastPingAt: () => link.pingedAt,
      bufferedBytes: () => 0,
      save: (attachment) => {
        link.attachment = structuredClone(attachment);
      },
      breakOff: () => {
        link.isOpen = false;
        down(() => ended(1006, ""));
      },
      vanish: () => {
        losses++;
      },
    };
    const wire: Wire = {
      link,
      cut: () => {
        losses++;
        down(() => ended(1006, ""));
        up(() => this.#gone(link));
      },
      stall: () => {
        stalled = true;
      },
    };
    this.wires.add(wire);
    if (world.now < this.#outUntil || (server.hostile && world.maybe(0.15))) down(() => ended(1006, ""));
    else up(() => clientOpen && server.open(link, new URLSearchParams(query as Record<string, string>)));
    return {
      send: (text) => up(() => clientOpen && server.receive(link, text)),
      close: () => {
        clientOpen = false;
        this.wires.delete(wire);
        up(() => this.#gone(link));
      },
    };
  };

  /** Readers are cut off for a while; bots go on. */
  outage(ms: number): void {
    this.#outUntil = this.#world.now + ms;
    for (const wire of this.wires) wire.cut();
  }

  #gone(link: ServerSide): void {
    if (!link.isOpen) return;
    link.isOpen = false;
    this.#server.links.delete(link);
    this.#server.room.feed.audience.leave(link.id);
  }

  /** `fetch` of the history, which fails and dawdles too. */
  readonly fetch = async (input: string | URL | Request): Promise<Response> => {
    await this.#world.sleep(this.latency());
    if (this.#server.hostile && this.#world.maybe(0.2)) throw new TypeError("network");
    const answer = this.#server.history(new URL(input instanceof Request ? input.url : input).searchParams);
    await this.#world.sleep(this.latency());
    return answer;
  };
}
