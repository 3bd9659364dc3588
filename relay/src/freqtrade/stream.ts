/**
 * A bot's message stream: opened, subscribed to, and asked for a sign of life when it has been silent, because nothing else tells a
 * quiet bot from a dead line. It has no memory and no answers to subscriptions; the first sign of life comes after them, so what
 * happens from then on is heard.
 */
import { STREAM_SILENT_MS } from "../limits.ts";
import { readMessage, subscriptions } from "./message.ts";

export interface StreamHandlers {
  /** A message to send on, as it came. */
  readonly message: (text: string, tradeId: string | null) => void;
  /** Once, after it was open; `why` in words. */
  readonly closed: (why: string) => void;
}
export interface Stream {
  close(): void;
}

/** The bot answers with its pairs: the one question that every version answers. */
const SIGN_OF_LIFE = JSON.stringify({ type: "whitelist", data: null });

/** Resolves when the bot has shown that it hears us; with words where it does not open. */
export function openStream(
  url: string,
  handlers: StreamHandlers,
  silentMs = STREAM_SILENT_MS,
): Promise<Stream | string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let isAlive = false;
    let isDone = false;
    let isAsked = true;
    const finish = (why: string): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      socket.close();
      if (isAlive) handlers.closed(why);
      else resolve(why);
    };
    // Silent for a while: ask. Silent for as long again: gone.
    const silent = (): void => {
      if (isAsked) return finish(isAlive ? "it has gone silent" : "it opens and says nothing");
      isAsked = true;
      socket.send(SIGN_OF_LIFE);
      timer = setTimeout(silent, silentMs);
    };
    let timer = setTimeout(silent, silentMs);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      for (const data of subscriptions()) socket.send(JSON.stringify({ type: "subscribe", data }));
      socket.send(SIGN_OF_LIFE);
    });
    socket.addEventListener("message", (message: { readonly data: unknown }) => {
      if (isDone) return;
      const { data } = message;
      clearTimeout(timer);
      isAsked = false;
      timer = setTimeout(silent, silentMs);
      const text = typeof data === "string" ? data : Buffer.from(data as ArrayBuffer).toString("utf8");
      const read = readMessage(text);
      if (read.kind === "message") handlers.message(text, read.tradeId);
      if (isAlive) return;
      isAlive = true;
      resolve({ close: () => finish("we closed it") });
    });
    // What was open says why in its close.
    socket.addEventListener("error", () => (isAlive ? undefined : finish("it cannot be opened")));
    socket.addEventListener("close", ({ code }) => {
      finish(code === 1008 ? "it refuses the token" : `it was cut off (${code})`);
    });
  });
}
