/** Events that this page told as toasts while somebody looked at it: the service worker need not tell them once more. */

/** More than a message names. */
const KEPT = 256;
let told: readonly number[] = [];

export function noteTold(events: readonly { readonly seq: number }[]): void {
  told = [...told, ...events.map(({ seq }) => seq)].slice(-KEPT);
}

/** True where each of them was; for none there is nothing to show. */
export function wereTold(seqs: readonly number[]): boolean {
  return seqs.length > 0 && seqs.every((seq) => told.includes(seq));
}
