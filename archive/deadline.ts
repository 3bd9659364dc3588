/**
 * Deadlines for questions to the archive and its cache: an answer in time, or an error. A late answer is ignored, but what
 * was asked may still take effect.
 */

/** Nothing came in time. */
export class DeadlineError extends Error {
  constructor(ms: number) {
    super(`the archive did not answer within ${ms} ms`);
    this.name = "DeadlineError";
  }
}

/** The promise's value, or a DeadlineError after `ms`: an archive that hangs must not hang who asks. */
export async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DeadlineError(ms)), ms);
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** The values as they come, or a DeadlineError where one takes longer than `ms`. */
export async function* eachWithin<Value>(ms: number, values: AsyncIterable<Value>): AsyncGenerator<Value> {
  const iterator = values[Symbol.asyncIterator]();
  try {
    for (let next = await within(ms, iterator.next()); next.done !== true; next = await within(ms, iterator.next())) {
      yield next.value;
    }
  } finally {
    // One that hangs is not waited for.
    void iterator.return?.();
  }
}
