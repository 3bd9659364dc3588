/**
 * Reads request bodies with a limit: at most the limit and one chunk is held, whatever Content-Length says. Bytes after the
 * limit are discarded up to a bound, because a producer that is still sending would see a broken connection instead of the
 * answer.
 */
import { BODY_MAX_BYTES, refuse, type Refused } from "@fillcast/protocol";

/** Thrown away after a refusal, at most. */
const DRAIN_MAX_BYTES = 8 * 1024 * 1024;

/** All of the body, at least one byte. */
export async function readBody(request: Request): Promise<Uint8Array | Refused> {
  if (encodingOf(request) !== "identity") {
    return refuse("unsupported-media-type", "Send the body without Content-Encoding.");
  }
  // A body that says its length and keeps within it, as nearly all do, is read in one go: a third of the stream's cost, which
  // even looking at `body` would make.
  const length = Number(request.headers.get("Content-Length") ?? Number.NaN);
  if (length <= BODY_MAX_BYTES) return readWhole(request);
  return request.body === null ? refuseEmpty() : readStream(request.body);
}

/** The same for a body that may come as gzip; the limit is that of what is in it. */
export async function readGzipBody(request: Request): Promise<Uint8Array | Refused> {
  if (encodingOf(request) === "identity") return readBody(request);
  if (encodingOf(request) !== "gzip") {
    return refuse("unsupported-media-type", "Send the body without Content-Encoding, or as gzip.");
  }
  if (request.body === null) return refuseEmpty();
  return readStream(request.body.pipeThrough(new DecompressionStream("gzip")));
}

function encodingOf(request: Request): string {
  return request.headers.get("Content-Encoding")?.trim().toLowerCase() || "identity";
}

async function readWhole(request: Request): Promise<Uint8Array | Refused> {
  try {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.byteLength === 0 ? refuseEmpty() : bytes;
  } catch {
    return refuseBroken();
  }
}

async function readStream(body: ReadableStream<Uint8Array>): Promise<Uint8Array | Refused> {
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
        return refuse(
          "body-too-large",
          `A request body can have at most ${BODY_MAX_BYTES} bytes. Send smaller batches.`,
        );
      }
      chunks.push(value);
    }
  } catch {
    return refuseBroken();
  }
  return length === 0 ? refuseEmpty() : joinChunks(chunks, length);
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

/** A media type without its parameters, in lower case; empty if absent. */
export function mediaType(contentType: string | null | undefined): string {
  return (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

function refuseBroken(): Refused {
  return refuse("malformed-body", "The request body was cut off, or is not encoded as it says. Send it again.");
}

function refuseEmpty(): Refused {
  return refuse("empty-body", "The request body is empty. See /docs for what to send.");
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
