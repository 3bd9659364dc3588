/**
 * Questions to D1: an answer in time, or a refusal. A full database is reported differently from an unreachable one, because
 * a retry does not help until somebody makes room. The log has the cause of each failure.
 */
import { refuse, type Refused } from "@fillcast/protocol";
import { DeadlineError, within } from "../archive/deadline.ts";
import { classifyFault } from "../telemetry/fault.ts";

const RETRY_AFTER_S = 5;

/** `whose` begins the sentence that a refusal says, e.g. `The archive`. */
export async function askDatabase<Value>(
  whose: string,
  deadlineMs: number,
  question: () => Promise<Value>,
): Promise<Value | Refused> {
  try {
    return await within(deadlineMs, question());
  } catch (error) {
    return error instanceof DeadlineError ? refuseDatabase(whose, "is not responding") : refuseFailed(whose, error);
  }
}

/** What a failed question is for who asked; the log has the cause. */
export function refuseFailed(whose: string, error: unknown): Refused {
  const { kind, cause } = classifyFault(error);
  console.error(JSON.stringify({ level: "error", what: `${whose} fails`, kind, cause }));
  if (kind !== "full") return refuseDatabase(whose, "is unavailable");
  const detail = `${whose} is full. Nothing was stored; the operator must free space first.`;
  return refuse("storage-full", detail, { retryAfterS: 60 });
}

/** `what` completes the sentence. */
export function refuseDatabase(whose: string, what: string): Refused {
  return refuse("archive-unavailable", `${whose} ${what}. Retry later.`, { retryAfterS: RETRY_AFTER_S });
}
