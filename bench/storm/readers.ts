/**
 * The readers of a storm: sockets that keep their position, what they got and when they had caught up. Those that get the same
 * message at the same place share one reading of it (the others compare bytes), so that the driver costs little.
 */
import type { Channel } from "../driver/wire.ts";
import type { Dialect, Saying, Standing } from "./dialect.ts";

interface Heard {
  readonly bytes: Buffer;
  readonly saying: Saying;
}

export interface Reading {
  readonly url: string;
  readonly dialect: Dialect;
  /** What all readers have heard, so that equal frames are read once. */
  readonly heard: Heard[];
  /** Null is live from now on. */
  readonly standing: Standing | null;
  /** It has caught up when this many events have come, or the side says so. */
  readonly missed: number | null;
}

export class Reader {
  /** In the order of their arrival. */
  readonly ids: string[] = [];
  receivedBytes = 0;
  position: string | null;
  /** `performance.now()` when it had caught up. */
  caughtUpAtMs: number | null = null;
  /** What went wrong first: a gap, a refusal, an end of the socket. */
  fault: string | null = null;
  readonly opened: Promise<unknown>;
  readonly #channel: Channel;
  #session: string | null = null;

  /** Opens a connection. */
  constructor({ url, dialect, heard, standing, missed }: Reading) {
    this.position = standing?.position ?? null;
    this.#session = standing?.session ?? null;
    let place = 0;
    const message = (bytes: Buffer): void => {
      this.receivedBytes += bytes.length;
      const known = heard[place];
      const saying = known?.bytes.equals(bytes) ? known.saying : dialect.hear(bytes.toString("utf8"));
      // A frame that names its reader is nobody else's.
      if (saying.kind === "events") {
        heard[place] ??= { bytes, saying };
        place += 1;
      }
      this.#take(saying);
      const isDone = dialect.saysCaughtUp ? saying.kind === "caught-up" : this.ids.length === missed;
      if (isDone) this.caughtUpAtMs ??= performance.now();
    };
    const address = new URL(url);
    for (const [name, value] of Object.entries(standing === null ? {} : dialect.toQuery(standing))) {
      address.searchParams.set(name, value);
    }
    this.#channel = dialect.transport(
      {
        url: address.href,
        protocols: dialect.protocols,
        greeting: standing === null ? "" : dialect.toGreeting(standing),
      },
      { message, ended: (why) => (this.fault ??= why) },
    );
    this.opened = this.#channel.opened;
  }

  /** Where it stands, for a return; null before the side has said. */
  get standing(): Standing | null {
    return this.position === null ? null : { position: this.position, session: this.#session };
  }

  #take(saying: Saying): void {
    switch (saying.kind) {
      case "position":
        this.position ??= saying.position;
        return;
      case "session":
        if (this.#session !== null && this.#session !== saying.session) {
          this.fault ??= "was given another session than it had, so that what it missed is lost";
        }
        this.#session = saying.session;
        return;
      case "events":
        if (saying.follows !== null && saying.follows !== this.position) {
          this.fault ??= `stands at ${this.position} and was sent what follows ${saying.follows}`;
        }
        this.position = saying.position;
        this.ids.push(...saying.ids);
        if (saying.acknowledgement !== null) this.#channel.send(saying.acknowledgement);
        return;
      case "caught-up":
        if (saying.position !== this.position) {
          this.fault ??= `stands at ${this.position} and got caught_up at ${saying.position}`;
        }
        return;
      case "refused":
        this.fault ??= saying.reason;
        return;
      case "other":
    }
  }

  close(): void {
    this.#channel.close();
  }
}
