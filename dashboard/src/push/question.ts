/** What the service worker asks an open page when an alert comes or is opened, through a channel of its own. Decoding is total. */

export type WorkerQuestion =
  /** Whether the page shows that feed, and has told of all these events while somebody looked. */
  | { readonly kind: "shows"; readonly feed: string; readonly seqs: readonly number[] }
  /** Go to that path. */
  | { readonly kind: "go"; readonly path: string };

export interface PageAnswer {
  readonly shows: boolean;
  readonly told: boolean;
}

export const NO_ANSWER: PageAnswer = { shows: false, told: false };

/** Null where it is none. */
export function decodeQuestion(value: unknown): WorkerQuestion | null {
  const { kind, feed, seqs, path } = { ...(value as { readonly [member: string]: unknown } | null) };
  if (kind === "go" && typeof path === "string") return { kind, path };
  if (kind !== "shows" || typeof feed !== "string" || !Array.isArray(seqs)) return null;
  return { kind, feed, seqs: (seqs as readonly unknown[]).filter((seq) => typeof seq === "number") };
}

export function decodeAnswer(value: unknown): PageAnswer {
  const { shows, told } = { ...(value as { readonly [member: string]: unknown } | null) };
  return { shows: shows === true, told: told === true };
}
