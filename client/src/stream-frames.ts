/**
 * Reads an event stream (PROTOCOL.md §9.2) as the frames of a socket. Pure; accepts the text in pieces of any size. An event
 * and what follows it in one piece become one frame; every other block is named after its frame's type.
 */
import { decodeCursor, encodeEventsFrame, isObject, parseJson, type Position } from "@fillcast/protocol";

interface Block {
  readonly id: Position | null;
  readonly name: string;
  readonly data: string;
}
/** Events that were read and not passed on yet. */
interface Run {
  readonly after: number;
  readonly texts: readonly string[];
}

/** Takes the next piece of the stream; hands each frame's text to `tell`. `after` is where the stream begins, if it was asked to. */
export function createFrameReader(after: number | null, tell: (frame: string) => void): (piece: string) => void {
  let rest = "";
  let last = after;
  let epoch = "";
  let isCaughtUp = false;
  let run: Run | null = null;

  const moveTo = (id: Position, texts: readonly string[]): void => {
    run = { after: run?.after ?? last ?? id.seq - texts.length, texts: [...(run?.texts ?? []), ...texts] };
    ({ epoch, seq: last } = id);
  };
  const flush = (patch?: unknown): void => {
    const { after, texts } = run ?? { after: last, texts: [] };
    const patchText = patch === undefined ? undefined : JSON.stringify(patch);
    run = null;
    tell(
      encodeEventsFrame({
        epoch,
        after: after ?? 0,
        through: last ?? 0,
        replay: !isCaughtUp,
        text: texts.join(","),
        patchText,
      }),
    );
  };
  const take = ({ id, name, data }: Block): void => {
    if (name === "") {
      if (id) moveTo(id, data === "" ? [] : [data]);
      return;
    }
    if (name === "patch") {
      const value = parseJson(data);
      return flush(isObject(value) ? value.patch : undefined);
    }
    if (run) flush();
    isCaughtUp ||= name === "caught_up";
    if (id) ({ epoch, seq: last } = id);
    tell(data);
  };

  return (piece) => {
    const blocks = (rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) take(readBlock(block));
    // Their patch may be in the next piece: an empty one stands for it, since events without any announce a snapshot.
    if (run) flush({});
  };
}

function readBlock(text: string): Block {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [name = "", value = ""] = line.split(/: ?([^]*)/, 2);
    fields.set(name, value);
  }
  return { id: decodeCursor(fields.get("id") ?? ""), name: fields.get("event") ?? "", data: fields.get("data") ?? "" };
}
