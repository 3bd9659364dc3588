/**
 * What the server pushes to this device, and the notification that it becomes. Pure and total: whatever comes, there is something
 * to show, since browsers ask for a notification for each push, and the address that a tap opens is one of this page's own.
 */

export interface PushMessage {
  readonly title: string;
  readonly lines: readonly string[];
  /** Path and query of the dashboard. */
  readonly path: string;
  /** A newer message with the same tag takes the place of the older one; "" where none is replaced. */
  readonly tag: string;
  /** Null where it does not say whose it is. */
  readonly feed: string | null;
  /** ms since 1970; null where it does not say. */
  readonly at: number | null;
  /** Of every event that it tells of; null where there are others beside them. */
  readonly seqs: readonly number[] | null;
}

const TITLE_MAX_CHARS = 200;
const LINE_MAX_CHARS = 300;
const LINES_MAX = 12;
const SEQS_MAX = 64;
const NOTHING_READ: PushMessage = {
  title: "Fillcast",
  lines: ["Open the dashboard to see what happened."],
  path: "/",
  tag: "",
  feed: null,
  at: null,
  seqs: null,
};

/** The message in a push's text; one that says no more than that something happened where that cannot be read. */
export function decodePush(text: string | null, origin: string): PushMessage {
  const { title, lines, path, tag, feed, at, seqs, count } = fieldsOf(text);
  if (typeof title !== "string" || title.trim() === "") return NOTHING_READ;
  return {
    title: title.slice(0, TITLE_MAX_CHARS),
    lines: listOf(lines, isText)
      .slice(0, LINES_MAX)
      .map((line) => line.slice(0, LINE_MAX_CHARS)),
    path: pathWithin(path, origin),
    tag: isText(tag) ? tag.slice(0, TITLE_MAX_CHARS) : "",
    feed: isText(feed) ? feed : null,
    at: typeof at === "number" && Number.isFinite(at) ? at : null,
    seqs: wholeSeqs(listOf(seqs, isSeq), count),
  };
}

/** Path and query where the text names a place of this origin, else the dashboard's first page. A fragment, which could bring a key, is cut. */
export function pathWithin(path: unknown, origin: string): string {
  if (typeof path !== "string" || !path.startsWith("/") || !URL.canParse(path, origin)) return "/";
  const url = new URL(path, origin);
  return url.origin === origin && url.username === "" ? url.pathname + url.search : "/";
}

/** What `showNotification` takes. The worker's types know no `badge`, `renotify` and `timestamp` in every browser. */
export interface ShownNotification {
  readonly title: string;
  readonly options: NotificationOptions & {
    readonly renotify?: boolean;
    readonly timestamp?: number;
    readonly data: { readonly path: string; readonly feed: string | null };
  };
}

export function notificationOf({ title, lines, path, tag, feed, at }: PushMessage): ShownNotification {
  return {
    title,
    options: {
      body: lines.join("\n"),
      icon: "/icon-192.png",
      badge: "/badge-96.png",
      data: { path, feed },
      ...(tag === "" ? {} : { tag, renotify: true }),
      ...(at === null ? {} : { timestamp: at }),
    },
  };
}

/** A message may count more events than it names. */
function wholeSeqs(seqs: readonly number[], count: unknown): readonly number[] | null {
  return seqs.length > 0 && seqs.length <= SEQS_MAX && seqs.length === count ? seqs : null;
}

function fieldsOf(text: string | null): { readonly [member: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function listOf<Value>(value: unknown, isOne: (one: unknown) => one is Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isOne) : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
