/**
 * The badge's types, without its code: for JSX, and for `document.querySelector("fillcast-badge")`.
 */
import type { Feed } from "./api.ts";

/** The element, as the page's code has it in hand. */
export interface BadgeElement extends HTMLElement {
  /** A feed of the page's, to be shown in place of a connection of the badge's own. */
  source: Feed | null;
}

/** What the element takes, as attributes; `source` is a property, which React sets as one from 19 on. */
export interface BadgeAttributes {
  /** The server's address; the page's own origin by default. */
  readonly url?: string | undefined;
  readonly feed?: string | undefined;
  /** Where the page's own server gives out tickets: asked by POST, answers `{"ticket": "…"}` or plain text. */
  readonly "token-url"?: string | undefined;
  readonly source?: Feed | null | undefined;
}
