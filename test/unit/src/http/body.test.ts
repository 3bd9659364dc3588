import { describe, expect, test } from "vitest";
import { BODY_MAX_BYTES } from "@fillcast/protocol";
import { decodeUtf8, mediaType, readBody } from "../../../../src/http/body.ts";

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("https://edge/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

/** A body that never ends unless somebody stops reading it. */
function endless(chunkBytes: number) {
  const seen = { chunks: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      seen.chunks++;
      controller.enqueue(new Uint8Array(chunkBytes));
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { seen, stream };
}

describe("reading a body", () => {
  test("chunks are joined", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of [[1, 2], [], [3]]) controller.enqueue(Uint8Array.from(chunk));
        controller.close();
      },
    });
    expect(await readBody(post(stream))).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("exactly 1 MiB passes and one byte more does not", async () => {
    expect(await readBody(post(new Uint8Array(BODY_MAX_BYTES)))).toBeInstanceOf(Uint8Array);
    expect(await readBody(post(new Uint8Array(BODY_MAX_BYTES + 1)))).toMatchObject({
      problem: { slug: "body-too-large" },
    });
  });

  test("an endless body is given up after a bound, not buffered", async () => {
    const { seen, stream } = endless(64 * 1024);
    expect(await readBody(post(stream))).toMatchObject({ problem: { slug: "body-too-large" } });
    expect(seen.cancelled).toBe(true);
    expect(seen.chunks).toBeLessThan(160);
  });

  test("a body that fails on the way is no success", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Uint8Array.of(1));
        controller.error(new Error("reset"));
      },
    });
    expect(await readBody(post(stream))).toMatchObject({ problem: { slug: "malformed-body" } });
  });

  test("no body and an empty one are refused as empty", async () => {
    expect(await readBody(post(null))).toMatchObject({ problem: { slug: "empty-body" } });
    expect(await readBody(post(""))).toMatchObject({ problem: { slug: "empty-body" } });
  });

  test("compressed bodies are refused", async () => {
    for (const encoding of ["gzip", "br", "identity, gzip"]) {
      expect(await readBody(post("x", { "Content-Encoding": encoding }))).toMatchObject({
        problem: { slug: "unsupported-media-type" },
      });
    }
    expect(await readBody(post("x", { "Content-Encoding": "identity" }))).toBeInstanceOf(Uint8Array);
  });
});

test("text is UTF-8 without its mark, or null", () => {
  expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("a");
  expect(decodeUtf8(new TextEncoder().encode("é🚀\0"))).toBe("é🚀\0");
  for (const bytes of [[0xe9], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeNull();
  }
});

test("a media type is read without parameters and in lower case", () => {
  expect(mediaType("Application/JSON ; charset=utf-8")).toBe("application/json");
  expect(mediaType(undefined)).toBe("");
  expect(mediaType(null)).toBe("");
});
