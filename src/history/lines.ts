/**
 * Answers that are streamed: text as it is made, in bounded memory, since the reader's pace is the writer's. What fails
 * before anything was sent is a problem as usual; what fails later breaks the connection, so that no reader takes a part for
 * the whole.
 */
import type { Refused } from "../../parties/feed/rpc.ts";
import type { AppContext } from "../http/context.ts";
import { answerProblem } from "../http/problem.ts";

export const NDJSON = "application/x-ndjson";

/** Streams the texts; a refusal ends them. */
export async function answerStream(
  c: AppContext,
  texts: AsyncGenerator<string | Refused>,
  headers: Record<string, string>,
): Promise<Response> {
  const first = await texts.next();
  if (first.done !== true && typeof first.value !== "string") return answerProblem(c, first.value.problem);
  const encoder = new TextEncoder();
  let next: IteratorResult<string | Refused> | null = first;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = next ?? (await texts.next());
        next = null;
        if (done === true) controller.close();
        else if (typeof value === "string") controller.enqueue(encoder.encode(value));
        else controller.error(new Error(value.problem.detail));
      },
      async cancel() {
        await texts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return c.body(stream, 200, headers);
}
