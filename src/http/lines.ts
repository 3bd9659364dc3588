/**
 * Streamed answers: text as it is made, at the reader's pace, in bounded memory. A failure before the first byte is an
 * ordinary problem; a later one breaks the connection, so that nobody takes a part for the whole.
 */
import type { Refused } from "@fillcast/protocol";
import type { AppContext } from "./context.ts";
import type { Answer } from "./problem.ts";

export const NDJSON = "application/x-ndjson";

/** Streams the texts; a refusal ends them. */
export async function answerStream(
  c: AppContext,
  texts: AsyncGenerator<string | Refused>,
  headers: Record<string, string>,
): Promise<Answer> {
  const first = await texts.next();
  if (first.done !== true && typeof first.value !== "string") return first.value;
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
