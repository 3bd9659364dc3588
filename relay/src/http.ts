/**
 * One HTTP request whose every outcome is a value: an answer, or a failure with its code and words that say what to do. Keeps
 * connections, and sends once more where the other side had closed an idle one.
 */
import { Agent as HttpAgent, request as requestHttp, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { ANSWER_MAX_BYTES, REQUEST_TIMEOUT_MS } from "./limits.ts";

export interface HttpAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface HttpFailure {
  readonly kind: "failure";
  /** Node's code, e.g. ECONNREFUSED; `TIMEOUT` and `TOO_LARGE` are ours. */
  readonly code: string;
  readonly words: string;
}
export type HttpOutcome = HttpAnswer | HttpFailure;

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const HTTP_AGENT = new HttpAgent({ keepAlive: true });
const HTTPS_AGENT = new HttpsAgent({ keepAlive: true });

/** Never rejects. Redirects are answers. */
export async function ask(url: string, wish: HttpRequest): Promise<HttpOutcome> {
  const first = await attempt(url, wish);
  if (first.kind === "stale") return toOutcome(await attempt(url, wish));
  return first;
}

interface Stale {
  readonly kind: "stale";
  readonly failure: HttpFailure;
}

function toOutcome(outcome: HttpOutcome | Stale): HttpOutcome {
  return outcome.kind === "stale" ? outcome.failure : outcome;
}

function attempt(url: string, { method, headers = {}, body, timeoutMs, signal }: HttpRequest) {
  return new Promise<HttpOutcome | Stale>((resolve) => {
    const isTls = url.startsWith("https:");
    const limit = AbortSignal.timeout(timeoutMs ?? REQUEST_TIMEOUT_MS);
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options: RequestOptions = {
      method,
      agent: isTls ? HTTPS_AGENT : HTTP_AGENT,
      headers: { "user-agent": "fillcast-relay", ...headers, ...length },
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    };
    const fail = (error: Error & { readonly code?: string }): void => {
      const code = limit.aborted ? "TIMEOUT" : (error.code ?? error.name);
      const failure: HttpFailure = { kind: "failure", code, words: failureWords(code, error.message) };
      resolve(outgoing.reusedSocket && code === "ECONNRESET" ? { kind: "stale", failure } : failure);
    };
    const outgoing = (isTls ? requestHttps : requestHttp)(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_MAX_BYTES) outgoing.destroy(Object.assign(new Error("too large"), { code: "TOO_LARGE" }));
        else chunks.push(chunk);
      });
      incoming.on("error", fail);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ kind: "answer", status: incoming.statusCode ?? 0, headers: incoming.headers, body: text });
      });
    });
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

/** True where nobody took the connection: the process is not there, or its host is not. */
export function isRefusedConnection(code: string): boolean {
  return ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN"].includes(code);
}

function failureWords(code: string, message: string): string {
  if (/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ALTNAME/.test(code)) {
    return `its TLS certificate is not trusted (${code}). Use a certificate of a known authority, or set NODE_EXTRA_CA_CERTS to your own authority's file`;
  }
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there (connection refused). Check host and port, and that it runs";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `its host name is not known (${code}). Check the name; in Docker it is the service's name`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EHOSTDOWN":
      return `there is no way to that host (${code}). Check the network`;
    case "ECONNRESET":
    case "EPIPE":
      return "it closed the connection";
    case "TIMEOUT":
      return `it did not answer within ${REQUEST_TIMEOUT_MS / 1_000} s`;
    case "TOO_LARGE":
      return "its answer is too large";
    case "EPROTO":
      return "it does not speak TLS there. Check whether the address begins with http or https";
    default:
      return message === "" ? code : message;
  }
}
