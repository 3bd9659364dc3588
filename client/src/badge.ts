/**
 * `<fillcast-badge url="https://…" feed="alice" token-url="/ticket">`: connection state and measured latency, for any page. It
 * opens a connection of its own, or reads a feed that the page has (`badge.source = feed`). Styled from outside by its parts:
 * `badge`, `state` (beside it the phase: `live`, `waiting`, …), `figure` (beside it `edge`, `bot`, `trip`), `label`, `value`.
 */
import type { Feed, LatencyFigure } from "./api.ts";
import type { BadgeElement } from "./badge-element.ts";
import { connect } from "./core.ts";

export type { BadgeAttributes, BadgeElement } from "./badge-element.ts";

const EVERY_MS = 1_000;
const STYLE = `
:host { display: inline-block; font: 12px/1.5 system-ui, sans-serif; }
:host([hidden]) { display: none; }
[part=badge] { display: flex; flex-wrap: wrap; gap: 0 1em; }
[part~=value] { font-variant-numeric: tabular-nums; }
[part~=state]::before { content: "●"; margin-inline-end: 0.4em; color: GrayText; }
[part~=live]::before { color: #1a7f37; }
[part~=waiting]::before, [part~=connecting]::before, [part~=replaying]::before { color: #9a6700; }
[part~=offline]::before, [part~=failed]::before { color: #cf222e; }
`;

const FIGURES = [
  ["edge", "edge → here", "edgeToHere", "From the edge, where an event reaches the network, to this page."],
  ["bot", "bot → edge", "botToEdge", "From the bot's clock to the edge, where the bot sends its time."],
  ["trip", "round trip", "roundTrip", "A heartbeat to the edge and back."],
] as const;

// On a server there are no elements to extend; importing this there does nothing.
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (Object as unknown);

declare global {
  interface HTMLElementTagNameMap {
    "fillcast-badge": BadgeElement;
  }
}

/** The element; `define` is not needed, importing this entry has registered it. */
export class FillcastBadge extends Base implements BadgeElement {
  static readonly observedAttributes: readonly string[] = ["url", "feed", "token-url"];
  #own: Feed | null = null;
  #given: Feed | null = null;
  #stop: (() => void) | null = null;

  /** A feed of the page's, to be shown in place of a connection of the badge's own. */
  get source(): Feed | null {
    return this.#given;
  }
  set source(feed: Feed | null) {
    this.#given = feed;
    if (this.isConnected) this.#restart();
  }

  connectedCallback(): void {
    this.#restart();
  }

  disconnectedCallback(): void {
    this.#end();
  }

  attributeChangedCallback(): void {
    if (this.isConnected && this.#given === null) this.#restart();
  }

  #end(): void {
    this.#stop?.();
    this.#own?.close();
    this.#stop = this.#own = null;
  }

  #restart(): void {
    this.#end();
    const feed = this.#given ?? this.#connect();
    const show = createView(this.shadowRoot ?? this.attachShadow({ mode: "open" }));
    if (feed === null) return show(null);
    const update = (): void => show(feed);
    const timer = setInterval(update, EVERY_MS);
    const off = feed.on("status", update);
    this.#stop = () => {
      clearInterval(timer);
      off();
    };
    update();
  }

  #connect(): Feed | null {
    const url = this.getAttribute("url") ?? location.origin;
    const feed = this.getAttribute("feed");
    const tokenUrl = this.getAttribute("token-url");
    if (feed === null || tokenUrl === null) return null;
    this.#own = connect({ url: new URL(url, location.href).href, feed, token: () => fetchToken(tokenUrl) });
    return this.#own;
  }
}

/** The answer's `ticket`, `key` or `token`, or the whole of it where it is plain text. */
async function fetchToken(address: string): Promise<string> {
  const response = await fetch(address, { method: "POST" });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  if (!text.startsWith("{")) return text.trim();
  const { ticket, key, token } = JSON.parse(text) as { readonly [name: string]: string };
  return ticket ?? key ?? token ?? "";
}

/** Builds the badge's inside once; what is answered fills it in. */
function createView(root: ShadowRoot): (feed: Feed | null) => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const badge = element("span", "badge");
  const state = element("span", "state");
  state.setAttribute("role", "status");
  badge.append(state);
  const values = FIGURES.map(([name, label, key, explanation]) => {
    const figure = element("span", `figure ${name}`);
    const value = element("span", "value");
    figure.append(element("span", "label", `${label} `), value);
    figure.title = explanation;
    badge.append(figure);
    return { key, value };
  });
  root.replaceChildren(badge);
  return (feed) => {
    const phase = feed?.status.phase ?? "connecting";
    state.setAttribute("part", `state ${phase}`);
    if (state.textContent !== phase) state.textContent = phase;
    const stats = feed?.latency();
    for (const { key, value } of values) value.textContent = stats ? figureToText(stats[key]) : "–";
  };
}

function element(tag: string, part: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.setAttribute("part", part);
  made.textContent = text;
  return made;
}

/** `p50 12 · p95 31 ms (n 240)`; under a millisecond with a digit more. */
function figureToText({ count, p50, p95 }: LatencyFigure): string {
  if (p50 === null || p95 === null) return "–";
  return `p50 ${round(p50)} · p95 ${round(p95)} ms (n ${count})`;
}

function round(ms: number): string {
  return ms.toFixed(ms < 10 ? 1 : 0);
}

globalThis.customElements?.define("fillcast-badge", FillcastBadge);
