/**
 * Correctness before speed: what was acknowledged against what each subscriber got. A side that loses, repeats or reorders is
 * not slow or fast, it is wrong, and its run is no result.
 */

export interface Ledger {
  /** For each producer, the ids in the order of their acknowledgements. */
  readonly acknowledged: readonly (readonly string[])[];
  /** For each subscriber, the ids in the order of their arrival. */
  readonly received: readonly (readonly string[])[];
}

/** What is wrong, one sentence a subscriber and kind; empty where every event came everywhere, in order, once. */
export function reconcile({ acknowledged, received }: Ledger): string[] {
  return received.flatMap((ids, subscriber) => {
    const places = new Map(ids.map((id, place) => [id, place]));
    const expectedCount = acknowledged.reduce((sum, own) => sum + own.length, 0);
    const missing = acknowledged.flat().filter((id) => !places.has(id));
    const late = acknowledged.flatMap((own) =>
      own.filter((id, n) => n > 0 && places.get(id)! < places.get(own[n - 1]!)!),
    );
    const differs = ids.findIndex((id, place) => id !== received[0]![place]);
    return [
      ...(missing.length > 0 ? [`${missing.length} acknowledged events are missing, the first is ${missing[0]}`] : []),
      ...(ids.length > places.size ? [`${ids.length - places.size} events came twice`] : []),
      ...(places.size > expectedCount - missing.length ? ["events came that were never acknowledged"] : []),
      ...(late.length > 0
        ? [`${late.length} events came before their producer's previous one, the first is ${late[0]}`]
        : []),
      ...(differs >= 0 ? [`the order differs from the first subscriber's at event ${differs + 1}`] : []),
    ].map((fault) => `subscriber ${subscriber + 1}: ${fault}`);
  });
}
