/**
 * Request bodies, read with a limit: never more than the limit and one chunk is held, whatever Content-Length says. What
 * comes after the limit is thrown away unread up to a bound, since a producer that is still sending would see a broken
 * connection in place of the answer.
 */
import { BODY_MAX_BYTES } from "@fillcast/protocol";
import { refuse, type Refused } from "../../parties/feed/rpc.ts";

export interface Body {
  readonly kind: "body";
  readonly bytes: Uint8Array;
}

/** Thrown away after a refusal, at most. */
const DRAIN_MAX_BYTES = 8 * 1024 * 1024;

/** All of the body, at least one byte. */
export async function readBody(request: Request): Promise<Body | Refused> {
  const encoding = request.headers.get("Content-Encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "") {
    return refuse("unsupported-media-type", "Send the body as it is, without Content-Encoding.");
  }
  if (request.body === null) return refuseEmpty();
  // A body that says its length and keeps within it, as nearly all do, is read in one go: a third of the stream's cost.
  const length = Number(request.headers.get("Content-Length") ?? Number.NaN);
  return length <= BODY_MAX_BYTES ? readWhole(request) : readStream(request.body);
}

async function readWhole(request: Request): Promise<Body | Refused> {
  try {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.byteLength === 0 ? refuseEmpty() : { kind: "body", bytes };
  } catch {
    return refuseBroken();
  }
}

async function readStream(body: ReadableStream<Uint8Array>): Promise<Body | Refused> {
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > BODY_MAX_BYTES) {
        await drain(reader);
        return refuse("body-too-large", `A body has at most ${BODY_MAX_BYTES} bytes. Send smaller batches.`);
      }
      chunks.push(value);
    }
  } catch {
    return refuseBroken();
  }
  return length === 0 ? refuseEmpty() : { kind: "body", bytes: joinChunks(chunks, length) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** The text of UTF-8 bytes, without a byte order mark; null where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** A media type without its parameters, in lower case; empty where there is none. */
export function mediaType(contentType: string | null | undefined): string {
  return (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

function refuseBroken(): Refused {
  return refuse("malformed-body", "The body ended before its end. Send the request again.");
}

function refuseEmpty(): Refused {
  return refuse("empty-body", "The body is empty. Send what the documentation of this route shows.");
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let drained = 0; drained < DRAIN_MAX_BYTES;) {
    const { done, value } = await reader.read();
    if (done) return;
    drained += value.byteLength;
  }
  await reader.cancel();
}

function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
