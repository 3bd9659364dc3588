/**
 * Text to gzip and back, with what the platform brings along. The format's own checksum makes a broken copy an error.
 */

/** The text's UTF-8 bytes, compressed. */
export async function gzip(text: string): Promise<Buffer<ArrayBuffer>> {
  return pump(Buffer.from(text, "utf8"), new CompressionStream("gzip"));
}

/** The text that was compressed; throws where the bytes are not whole. */
export async function gunzip(bytes: Buffer<ArrayBuffer>): Promise<string> {
  return (await pump(bytes, new DecompressionStream("gzip"))).toString("utf8");
}

async function pump(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
): Promise<Buffer<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(through);
  return Buffer.from(await new Response(stream).arrayBuffer());
}
