/**
 * What a request for profit asks for: from parameters to a question of the fold.
 */
import { PROFIT_DIMENSIONS, PROFIT_GROUPINGS_MAX, type ProfitDimension, type TradeMode } from "@fillcast/protocol";
import { instantParameter, namesOf, namesParameter, type Parameter, type Query } from "../http/query.ts";
import type { Grouping, ProfitQuestion } from "./profit-fold.ts";
import { zoneParameter } from "./trade-query.ts";

const MODES = ["live", "dry", "unknown"] as const satisfies readonly TradeMode[];
const ONE = `(?:${PROFIT_DIMENSIONS.join("|")})`;

/** Groupings by their names, without repeats. */
const groupingsParameter: Parameter<readonly Grouping[]> = {
  parse: (given) => {
    const names = new Set(given.flatMap((text) => text.split(",")).filter((name) => name !== ""));
    const groupings = [...names].map(toGrouping);
    if (groupings.length > PROFIT_GROUPINGS_MAX) return null;
    return groupings.every((grouping) => grouping !== null) ? groupings : null;
  },
  message: `must have at most ${PROFIT_GROUPINGS_MAX} of ${PROFIT_DIMENSIONS.join(", ")}, or two of them joined by a point, e.g. bot.day`,
  schema: {
    type: "array",
    items: { type: "string", pattern: `^${ONE}(?:\\.${ONE})?$` },
    maxItems: PROFIT_GROUPINGS_MAX,
  },
};

export const PROFIT_QUERY = {
  by: groupingsParameter,
  mode: namesOf(
    (name): name is TradeMode => (MODES as readonly string[]).includes(name),
    `must be one or more of ${MODES.join(", ")}`,
    { type: "string", enum: MODES },
  ),
  currency: namesParameter,
  bot: namesParameter,
  pair: namesParameter,
  /** By when profit was realised. */
  from: instantParameter,
  to: instantParameter,
  /** Of days and hours. */
  zone: zoneParameter,
};

export function queryToQuestion(query: Query<typeof PROFIT_QUERY>): ProfitQuestion {
  const { by = [], mode, currency, bot, pair, from, to, zone = "UTC" } = query;
  return {
    groupings: by,
    zone,
    ...(mode === undefined ? {} : { modes: mode }),
    ...(currency === undefined ? {} : { currencies: currency }),
    ...(bot === undefined ? {} : { bots: bot }),
    ...(pair === undefined ? {} : { pairs: pair }),
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
  };
}

/** `day` or `bot.day`; null for anything else, and for one crossed with itself. */
function toGrouping(name: string): Grouping | null {
  const dimensions = name.split(".");
  const areKnown = dimensions.every((each): each is ProfitDimension =>
    (PROFIT_DIMENSIONS as readonly string[]).includes(each),
  );
  if (!areKnown || dimensions.length > 2 || new Set(dimensions).size < dimensions.length) return null;
  return { name, dimensions };
}
