/** Drives a client's session by hand, for tests: one input at a time, and what it asked for. */
import { type Position, type ServerFrame } from "@fillcast/protocol";
import type { Config, Effect, Input, Item, Session } from "../../client/src/model.ts";
import { createSession, nextTick, step } from "../../client/src/session.ts";

export const EPOCH = "0mwuacao0";
export const START_MS = 1_000_000;
export type Kind = Effect["kind"];

/** Drives a session and keeps what it asked for. */
export class Driver {
  session: Session;
  now = START_MS;
  effects: Effect[] = [];

  constructor(config: Partial<Config> = {}, stored: Position | null = null) {
    this.session = createSession({ start: "live", filter: {}, state: false, ...config }, 7, this.now);
    this.input({ kind: "loaded", position: stored });
  }

  input(input: Input): this {
    const [session, effects] = step(this.session, input, this.now);
    this.session = session;
    this.effects.push(...effects);
    return this;
  }

  /** An input of the present attempt. */
  answer(input: Omit<Extract<Input, { generation: number }>, "generation">): this {
    return this.input({ ...input, generation: this.session.generation } as Input);
  }

  frame(frame: ServerFrame | string): this {
    return this.answer({ kind: "text", text: typeof frame === "string" ? frame : JSON.stringify(frame) } as never);
  }

  token(): this {
    return this.answer({ kind: "token", token: "t" } as never);
  }

  closed(code: number, reason = ""): this {
    return this.answer({ kind: "closed", code, reason } as never);
  }

  events(after: number, through: number, rest: Partial<Extract<ServerFrame, { type: "events" }>> = {}): this {
    const events = Array.from({ length: through - after }, (_, index) => event(after + 1 + index));
    return this.frame({ type: "events", epoch: EPOCH, after, through, replay: false, events, ...rest });
  }

  /** Up to `live` with everything handled, at this seq. */
  live(seq = 0): this {
    this.token();
    this.frame(welcome(seq));
    if (this.session.config.state) this.frame({ type: "snapshot", epoch: EPOCH, seq, state: NO_STATE });
    this.frame({ type: "caught_up", epoch: EPOCH, seq, chain: "" });
    return this.handle();
  }

  /** The handlers have had everything that is queued. */
  handle(): this {
    for (const item of this.take("deliver").map(({ item }) => item)) {
      this.input({ kind: "delivered", position: "position" in item ? item.position : null, size: item.size });
    }
    return this;
  }

  /** Lets time pass, ticking when it is due. */
  wait(ms: number): this {
    const until = this.now + ms;
    for (let at = nextTick(this.session); at <= until; at = nextTick(this.session)) {
      this.now = Math.max(this.now, at);
      this.input({ kind: "tick" });
    }
    this.now = until;
    return this;
  }

  /** Lets the pause before the next attempt pass. */
  pause(): this {
    return this.wait(this.session.due.retry! - this.now);
  }

  /** The effects of one kind since the last look. */
  take<K extends Kind>(kind: K): (Effect & { kind: K })[] {
    const taken = this.effects.filter((effect) => effect.kind === kind);
    this.effects = this.effects.filter((effect) => effect.kind !== kind);
    return taken as (Effect & { kind: K })[];
  }

  get phase(): string {
    return this.session.status.phase;
  }

  delivered(): number[] {
    const items = this.take("deliver").map(({ item }) => item);
    return items.flatMap((item: Item) => (item.kind === "events" ? item.events.map(({ seq }) => seq) : []));
  }
}

export const NO_STATE = { bots: {}, trades: {}, totals: [], days: [], locks: [] };

export function event(seq: number) {
  return { id: `e${seq}`, seq, type: "x-a", bot: "b", source: "api", at: seq, data: {} } as const;
}

export function welcome(head: number): ServerFrame {
  const place = { epoch: EPOCH, head, oldest: 1, chain: "" };
  return { type: "welcome", v: 1, connection: "c", ...place, resumed: false, recovered: false, now: 0 };
}

export const at = (seq: number): Position => ({ epoch: EPOCH, seq });
