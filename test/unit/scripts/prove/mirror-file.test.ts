import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openMirror, readMirror, readMirrorPosition, type MirrorLine } from "../../../../scripts/prove/mirror-file.ts";

const line = (seq: number): MirrorLine => ({
  position: { epoch: "0mwv1x9q0", seq },
  events: [{ seq, digest: `d${seq}` }],
});

test("a mirror goes on after its last whole line, whatever a kill left behind it", () => {
  const dir = mkdtempSync(join(tmpdir(), "fillcast-mirror-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, "mirror.ndjson");
  expect([readMirror(path), readMirrorPosition(path)]).toEqual([[], null]);
  const first = openMirror(path);
  first.append(line(1));
  first.append(line(2));
  first.close();
  appendFileSync(path, JSON.stringify(line(3)).slice(0, 30));
  expect(readMirror(path)).toEqual([line(1), line(2)]);
  expect(readMirrorPosition(path)).toEqual(line(2).position);
  const second = openMirror(path);
  second.append(line(3));
  second.close();
  expect(readMirror(path)).toEqual([line(1), line(2), line(3)]);
});
