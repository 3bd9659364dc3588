/**
 * Which alerts a destination hears of, as the server has it (PROTOCOL.md §12, alerts): the page's own copy of those shapes, with
 * a total decoder. `test/unit` compares it with the server's.
 */

/** What an alert can be about, in the order in which the page lists it. */
export const ALERTS = [
  "closed",
  "loss",
  "opened",
  "exception",
  "liquidation",
  "silent",
  "stalled",
  "back",
  "warning",
  "protection",
] as const;
export type Alert = (typeof ALERTS)[number];
/** Those that are on or off. */
export type PlainAlert = Exclude<Alert, "loss">;

/** Times of day, `HH:MM`, by the clocks of an IANA zone. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}
export interface SummaryTime {
  readonly at: string;
  readonly zone: string;
}
/** Positive decimals, of which the one or the other is reached; `ratio` is of the stake. */
export interface LossRule {
  readonly amount: string | null;
  readonly ratio: string | null;
}

export interface AlertRules extends Readonly<Record<PlainAlert, boolean>> {
  readonly loss: LossRule | null;
  /** Null for all. */
  readonly bots: readonly string[] | null;
  readonly dryRuns: boolean;
  readonly quiet: QuietHours | null;
  readonly summary: SummaryTime | null;
}

export const USUAL_RULES: AlertRules = {
  closed: true,
  loss: null,
  opened: false,
  exception: true,
  warning: false,
  liquidation: true,
  protection: false,
  silent: true,
  back: false,
  stalled: true,
  bots: null,
  dryRuns: false,
  quiet: null,
  summary: null,
};

/** What cannot be read is as usual. */
export function decodeRules(value: unknown): AlertRules {
  const said = fieldsOf(value);
  const flags = Object.entries(USUAL_RULES).flatMap(([name, usual]) =>
    typeof usual === "boolean" ? [[name, typeof said[name] === "boolean" ? said[name] : usual]] : [],
  );
  return {
    ...USUAL_RULES,
    ...(Object.fromEntries(flags) as Record<PlainAlert | "dryRuns", boolean>),
    loss: decodeLoss(said["loss"]),
    bots: Array.isArray(said["bots"]) ? (said["bots"] as readonly unknown[]).filter(isText) : null,
    quiet: decodeTimes(said["quiet"], ["from", "to", "zone"]),
    summary: decodeTimes(said["summary"], ["at", "zone"]),
  };
}

function decodeLoss(value: unknown): LossRule | null {
  const { amount, ratio } = fieldsOf(value);
  if (!isText(amount) && !isText(ratio)) return null;
  return { amount: isText(amount) ? amount : null, ratio: isText(ratio) ? ratio : null };
}

/** The members, where all of them are there. */
function decodeTimes<Member extends string>(
  value: unknown,
  members: readonly Member[],
): Readonly<Record<Member, string>> | null {
  const said = fieldsOf(value);
  if (!members.every((member) => isText(said[member]))) return null;
  return Object.fromEntries(members.map((member) => [member, said[member]])) as Record<Member, string>;
}

function fieldsOf(value: unknown): { readonly [member: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
