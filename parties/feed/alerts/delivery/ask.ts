/**
 * Sends one request and reads the beginning of its answer: never longer than the deadline, never more bytes than allowed, never
 * to another address than the one that was checked. What keeps it from an answer is a value.
 */
import type { Answer } from "./answer.ts";
import type { ChannelRequest } from "./request.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** `late`: nothing within the deadline. `unreachable`: no connection, no such name, no valid certificate, or cut off. */
export type Asked = Answer | "late" | "unreachable";

/** Passes once, for everything that waits for it; then requests that carry its signal are given up. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly passed: Promise<"late">;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(ms: number) {
    const controller = new AbortController();
    this.signal = controller.signal;
    const { promise, resolve } = Promise.withResolvers<"late">();
    this.passed = promise;
    this.#timer = setTimeout(() => {
      resolve("late");
      controller.abort();
    }, ms);
  }

  /** A timer that runs keeps the room awake. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

interface AskOptions {
  readonly fetch: Fetch;
  readonly nowMs: () => number;
  readonly deadline: Deadline;
  readonly maxBytes: number;
  /** Whether the body of an answer that says yes is of use. */
  readonly readsSuccess: boolean;
}

const AGENT = "Fillcast";

export async function ask(request: ChannelRequest, options: AskOptions): Promise<Asked> {
  const { fetch, nowMs, deadline, maxBytes, readsSuccess } = options;
  const asking = fetch(request.url, {
    method: "POST",
    headers: { "User-Agent": AGENT, ...request.headers },
    body: request.body,
    redirect: "manual",
    signal: deadline.signal,
  }).catch(() => "unreachable" as const);
  const response = await Promise.race([asking, deadline.passed]);
  if (response === "late") {
    // Should it come all the same, its connection must not stay open.
    void asking.then((late) => (late === "unreachable" ? undefined : dropBody(late)));
    return "late";
  }
  if (response === "unreachable") return deadline.signal.aborted ? "late" : "unreachable";
  const { status, headers } = response;
  const isOfUse = readsSuccess || !response.ok;
  const text = isOfUse ? await readBeginning(response, maxBytes, deadline) : "";
  if (!isOfUse) void dropBody(response);
  return { status, retryAfter: headers.get("Retry-After"), text, atMs: nowMs() };
}

/** What came of the body within deadline and bound; a body that breaks off has said what it has said. */
async function readBeginning(response: Response, maxBytes: number, { passed }: Deadline): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    while (bytes < maxBytes) {
      const step = await Promise.race([reader.read(), passed]);
      if (step === "late" || step.done) break;
      const chunk = (step.value as Uint8Array).subarray(0, maxBytes - bytes);
      chunks.push(chunk);
      bytes += chunk.length;
    }
  } catch {
    // The status came, and is what counts.
  }
  void reader.cancel().catch(() => undefined);
  return Buffer.concat(chunks).toString("utf8");
}

async function dropBody(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}
