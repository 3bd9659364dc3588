/**
 * A webhook's source: a kind of sender that knows neither ids nor our format. Each is one file in `sources/`, mounted and
 * described from the list in `sources/all.ts`.
 */
import type { EventSource, Refused } from "@fillcast/protocol";
import type { DraftEvent, RepeatRule } from "../../parties/feed/rpc.ts";
import type { Content, Operation, Parameter } from "../docs/operation.ts";
import type { Said } from "./said.ts";

export interface Source {
  /** The last part of its path: `/v1/webhooks/<name>`. */
  readonly name: string;
  /** What its events say: `api` if they use the native vocabulary, which the fold reads as such. */
  readonly source: EventSource;
  /** Pure. Refuses only what cannot be read: most senders have one try. In the address's query the owner may say how bodies are read. */
  readonly decode: (bytes: Uint8Array, contentType: string | undefined, query: URLSearchParams) => Said | Refused;
  /** When an equal body is a retry: a sender repeats its last message within its own retry span. */
  readonly repeatRule: (event: Pick<DraftEvent, "type" | "data">) => RepeatRule;
  readonly description: SourceDescription;
}

/** Bodies in a description: what is no object is kept whole. */
export const ANY_JSON = {};
export const ANY_FORM = { type: "object", minProperties: 1, additionalProperties: { type: "string" } };
export const ANY_TEXT = { type: "string", minLength: 1 };

/** What OpenAPI says of it beside what all webhooks have in common. */
export interface SourceDescription extends Pick<Operation, "id" | "summary" | "description" | "problems"> {
  readonly body: Content;
  readonly parameters?: readonly Parameter[];
}
