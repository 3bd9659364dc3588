/**
 * The state as readers and callers get it: as frames, as an answer, or the word that there is none. Reads the model, changes
 * nothing.
 */
import { encodeFrame, refuse, type Position, type Refused, type VitalsByBot } from "@fillcast/protocol";
import { encodeSnapshot } from "../readers/snapshot.ts";
import type { StateRead } from "../rpc.ts";
import { serve, type FoldState } from "./fold/evolve.ts";
import type { Model } from "./model.ts";

export class ServedState {
  readonly #model: () => Model;
  readonly #position: () => Position;
  readonly #vitals: () => VitalsByBot | null;
  /** For readers who come together, and what it was made at. */
  #snapshot: { readonly version: string; readonly frames: readonly string[] } | null = null;

  /** `model` is asked each time: it is made by the first who needs it, and replaced. */
  constructor(model: () => Model, position: () => Position, vitals: () => VitalsByBot | null) {
    this.#model = model;
    this.#position = position;
    this.#vitals = vitals;
  }

  /** The frames of the head's state, or null if there is none at the moment. */
  frames(nowMs: number): readonly string[] | null {
    const position = this.#position();
    const version = `${position.seq} ${Math.floor(nowMs / 1_000)}`;
    return this.#model().ask((fold) => {
      if (this.#snapshot?.version !== version) {
        this.#snapshot = { version, frames: encodeSnapshot(position, serve(fold, nowMs), this.#vitals()) };
      }
      return this.#snapshot.frames;
    }, null);
  }

  /** The state has changed though the head has not. */
  forget(): void {
    this.#snapshot = null;
  }

  /** What readers get in place of a state that there is not. */
  notice(): string {
    const { fault } = this.#model();
    return encodeFrame({ type: "notice", state: "rebuilding", ...(fault === null ? {} : { seq: fault.seq }) });
  }

  read(nowMs: number): StateRead | Refused {
    const { epoch } = this.#position();
    const read = this.#model().ask<StateRead | null>((fold) => {
      const vitals = this.#vitals();
      const text = JSON.stringify(serve(fold, nowMs));
      const more = vitals === null ? {} : { vitals: JSON.stringify(vitals) };
      return { kind: "state", epoch, seq: fold.seq, at: nowMs, text, ...more };
    }, null);
    return read ?? this.refuse();
  }

  /** The seq of the state, without making any of it. */
  seq(): number | Refused {
    return this.#model().ask<number | null>((fold) => fold.seq, null) ?? this.refuse();
  }

  /** What `pick` makes of the fold. */
  pick<Value>(pick: (fold: FoldState) => Value): Value | Refused {
    const picked = this.#model().ask<{ readonly value: Value } | null>((fold) => ({ value: pick(fold) }), null);
    return picked === null ? this.refuse() : picked.value;
  }

  /** How somebody is refused who needs a state that there is not. */
  refuse(): Refused {
    const { fault } = this.#model();
    if (fault === null) {
      const detail = "The feed's state is being rebuilt from its log. Retry in a few seconds.";
      return refuse("state-rebuilding", detail, { retryAfterS: 5 });
    }
    const detail = `A server bug stopped the feed's state at event ${fault.seq}. Nothing is lost; a fixed version rebuilds the state.`;
    return refuse("state-rebuilding", detail, { retryAfterS: 300, extra: { seq: fault.seq } });
  }
}
