/**
 * A share link's object as the rest of the Worker sees it. The edge verifies a link's token before it calls; the object knows
 * which feed the link is of, and the feed's room decides what the link shows and whether it still works.
 */
import type { Refused, SharedView } from "@fillcast/protocol";
import type { PartName, Parts } from "./parts.ts";

export type { PartName, Parts } from "./parts.ts";

/** Raised with each change of an argument that an object of the version before would misread. */
export const SHARE_RPC_VERSION = 1;

export interface OpenShare {
  readonly v: number;
  readonly feed: string;
  readonly id: string;
}

/** What everybody sees who has the link. */
export interface SharePage {
  readonly kind: "page";
  readonly view: SharedView;
  /** The same as HTML, in pieces that change one by one. */
  readonly parts: Parts;
  /** When it was last current, ms since 1970: the room's clock less the delay. */
  readonly at: number;
  /** Null for a link without an end. */
  readonly expiresAt: number | null;
}

/** What a viewer's socket is sent. `parts` has those that have changed, all of them at first. */
export type ViewerFrame =
  | { readonly type: "view"; readonly at: number; readonly parts: { readonly [Name in PartName]?: string } }
  /** The feed cannot be read at the moment: what is shown is of `at`. */
  | { readonly type: "stale"; readonly at: number }
  | { readonly type: "end"; readonly text: string };

export interface ShareRpc extends Rpc.DurableObjectBranded {
  /** Says whose link it is; a repeat does no harm. */
  begin(call: OpenShare): Promise<{ readonly kind: "done" } | Refused>;
  /** Not older than one refresh. */
  read(call: { readonly v: number }): Promise<SharePage | Refused>;
  /** Forgets the link, and tells those who look at it. */
  end(call: { readonly v: number }): Promise<{ readonly kind: "done" } | Refused>;
}
