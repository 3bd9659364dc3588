/**
 * One copy of a page by name, the room's or the archive's: what verifying a log asks for. An open page is answered as far as
 * the copy goes. No cache has a part in it, and nothing is put right: each copy shows what it holds.
 */
import { firstSeqOf } from "@fillcast/protocol";
import { refuse, RPC_VERSION, type LogBounds, type Refused } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import { callRoom } from "../call-room.ts";
import type { AppContext } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";
import { createSources } from "./sources.ts";
import type { Stopwatch } from "./stopwatch.ts";

export const COPIES = ["room", "archive"] as const;
export type Copy = (typeof COPIES)[number];

/** A page as far as a copy goes. */
interface CopiedPage {
  readonly kind: "copied-page";
  /** Its records as they are stored. */
  readonly text: string;
  readonly last: number;
  /** After its last record, hex. */
  readonly chain: string;
}

/** The copy with the room's word on where the log stands, read before it; 404 where the copy lacks the page. */
export async function answerCopy(
  c: AppContext,
  { feed, keyId }: Grant,
  wish: { readonly copy: Copy; readonly epoch: string | undefined; readonly page: number },
  watch: Stopwatch,
): Promise<Response> {
  const { page } = wish;
  const caller = { kind: "key", id: keyId } as const;
  const call = callRoom(c.env, feed, (room) => room.readPage({ v: RPC_VERSION, caller, page, open: true }));
  const read = await watch.time("room", call);
  if (read.kind === "refused") return answerProblem(c, read.problem);
  if (wish.epoch !== undefined && wish.epoch !== read.epoch) {
    return answerProblem(c, refuse("position-expired", "The epoch is of another life of the log.").problem);
  }
  let copy: CopiedPage | Refused = refuseLack(wish.copy);
  if (wish.copy === "archive") {
    const stored = await createSources(c.env, feed, caller, watch).readPages(read.epoch, [page]);
    if (stored.kind === "refused") return answerProblem(c, stored.problem);
    const [archived] = stored.value;
    if (archived !== undefined) copy = { kind: "copied-page", ...archived };
  } else if (read.text !== null) copy = { kind: "copied-page", text: read.text, last: read.last, chain: read.chain };
  if (copy.kind === "refused") return answerProblem(c, copy.problem);
  watch.report(c);
  return c.body(copyToBody(copy, read, page), 200, {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
  });
}

function copyToBody({ text, last, chain }: CopiedPage, { epoch, head, oldest, archived }: LogBounds, page: number) {
  const place = `"epoch":"${epoch}","page":${page},"first":${firstSeqOf(page)},"last":${last},"chain":"${chain}"`;
  return `{${place},"head":${head},"oldest":${oldest},"archived":${archived},"events":[${text}]}`;
}

function refuseLack(copy: Copy): Refused {
  return refuse("page-not-found", `The ${copy} does not hold this page.`);
}
