/**
 * Durable Streams over server-sent events: one or more `data` events with an array of what was appended, then a `control` event
 * that says how far they go. A message, as the bench takes it, is everything up to and with the next `control`.
 */
import { get } from "node:http";
import type { Transport, Wire } from "../wire.ts";

const EVENT_END = "\n\n";
const CONTROL = "event: control";

/** Cuts a stream of text into messages, keeping what is unfinished. */
export function createCutter(): (chunk: string) => string[] {
  let rest = "";
  let message = "";
  return (chunk) => {
    const messages: string[] = [];
    rest += chunk;
    for (let end = rest.indexOf(EVENT_END); end >= 0; end = rest.indexOf(EVENT_END)) {
      const event = rest.slice(0, end + EVENT_END.length);
      rest = rest.slice(end + EVENT_END.length);
      message += event;
      if (!event.startsWith(CONTROL)) continue;
      messages.push(message);
      message = "";
    }
    return messages;
  };
}

export interface StreamMessage {
  readonly ids: readonly string[];
  /** Where a reader goes on from after it. */
  readonly offset: string;
}

/** The message that a cutter cut out. */
export function decodeMessage(text: string): StreamMessage {
  const ids: string[] = [];
  let offset = "";
  for (const event of text.split(EVENT_END)) {
    const data = event
      .split("\n")
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice("data:".length))
      .join("\n");
    if (data === "") continue;
    if (event.startsWith(CONTROL)) offset = (JSON.parse(data) as { streamNextOffset: string }).streamNextOffset;
    else ids.push(...(JSON.parse(data) as { id: string }[]).map(({ id }) => id));
  }
  return { ids, offset };
}

/** The stream's address may be written as that of a WebSocket. Resolves once the first control event says where it stands. */
export const eventStream: Transport = ({ url }, hearing) => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  promise.catch(() => undefined);
  let isClosed = false;
  const end = (why: string): void => {
    reject(new Error(why));
    if (!isClosed) hearing.ended(why);
  };
  const request = get(url.replace(/^ws:/, "http:"), { agent: false }, (response) => {
    if (response.statusCode !== 200) return end(`answered ${response.statusCode}`);
    const cut = createCutter();
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      for (const message of cut(chunk)) {
        if (isClosed) return;
        hearing.message(Buffer.from(message));
        resolve();
      }
    });
    response.on("close", () => end("the stream ended"));
    response.on("error", (error) => end(String(error)));
  });
  request.on("error", (error) => end(String(error)));
  return {
    opened: promise,
    // The way back is another request; nothing here needs one.
    send: () => undefined,
    close() {
      isClosed = true;
      request.destroy();
    },
  };
};

export const eventStreamWire: Wire = {
  transport: eventStream,
  decode(bytes) {
    const { ids } = decodeMessage(bytes.toString("utf8"));
    return ids.length === 0 ? null : { ids, through: 0 };
  },
};
