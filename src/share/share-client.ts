/**
 * A share link's object for the edge: the only place that addresses one. Every call may be repeated; one that fails is tried a
 * second time, and is a value if that fails too.
 */
import { refuse, type Refused } from "@fillcast/protocol";
import { SHARE_RPC_VERSION, type SharePage, type ShareRpc } from "../../parties/share/rpc.ts";
import { classifyFault } from "../../telemetry/fault.ts";
import type { Env } from "../env.ts";

type Stub = ShareRpc & Pick<Fetcher, "fetch">;

export class ShareClient {
  readonly #env: Env;
  readonly #id: string;

  /** Addressing an object creates it: the id comes from a token that was verified, or was made here. */
  constructor(env: Env, id: string) {
    this.#env = env;
    this.#id = id;
  }

  begin(feed: string): Promise<{ readonly kind: "done" } | Refused> {
    return this.#ask((share) => share.begin({ v: SHARE_RPC_VERSION, feed, id: this.#id }));
  }

  read(): Promise<SharePage | Refused> {
    return this.#ask((share) => share.read({ v: SHARE_RPC_VERSION }));
  }

  end(): Promise<{ readonly kind: "done" } | Refused> {
    return this.#ask((share) => share.end({ v: SHARE_RPC_VERSION }));
  }

  /** The object's answer to an upgrade; nothing that the viewer sent is in it. */
  watch(): Promise<Response | Refused> {
    return this.#ask((share) => share.fetch("https://share/", { headers: { Upgrade: "websocket" } }));
  }

  async #ask<Answer>(call: (share: Stub) => Promise<Answer>): Promise<Answer | Refused> {
    try {
      return await call(this.#env.Share.getByName(this.#id));
    } catch (error) {
      if (!classifyFault(error).passes) return refuseFault(error);
    }
    try {
      return await call(this.#env.Share.getByName(this.#id));
    } catch (error) {
      return refuseFault(error);
    }
  }
}

function refuseFault(error: unknown): Refused {
  const { kind, cause } = classifyFault(error);
  console.warn(JSON.stringify({ level: "warn", what: `a share link's object is ${kind}`, cause }));
  return refuse("room-unreachable", "This link cannot be read at the moment. Retry in a few seconds.", {
    retryAfterS: 2,
  });
}
