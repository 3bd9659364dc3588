/**
 * Text to gzip and back, with the platform's own streams. The format's checksum turns a damaged copy into an error.
 */

/** The text's UTF-8 bytes, compressed. */
export async function gzip(text: string): Promise<Buffer<ArrayBuffer>> {
  return pump([Buffer.from(text, "utf8")], new CompressionStream("gzip"));
}

/** The text that was compressed; throws where the bytes are not whole. */
export async function gunzip(bytes: Buffer<ArrayBuffer>): Promise<string> {
  return (await pump([bytes], new DecompressionStream("gzip"))).toString("utf8");
}

/** The same piece by piece, as UTF-8 bytes; `bytes` may be cut anywhere. */
export function gunzipStream(bytes: readonly Buffer<ArrayBuffer>[]): ReadableStream<Uint8Array> {
  return new Blob([...bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** The length that gzip notes in its last four bytes; wrong where they are not whole, which only reading them shows. */
export function gunzippedBytes(bytes: Buffer): number {
  return bytes.byteLength < 4 ? 0 : bytes.readUInt32LE(bytes.byteLength - 4);
}

async function pump(
  bytes: readonly Buffer<ArrayBuffer>[],
  through: CompressionStream | DecompressionStream,
): Promise<Buffer<ArrayBuffer>> {
  const stream = new Blob([...bytes]).stream().pipeThrough(through);
  return Buffer.from(await new Response(stream).arrayBuffer());
}
