/**
 * Any program that posts flat JSON of its own: the address says which of its members is the price, the pair and so on. What
 * comes out is a native event, so that a figure which the ledger could not read is refused, at the body's own member.
 */
import { REPEAT_WINDOW_ALERT_MS, isRefused, refuse, type Refused } from "@fillcast/protocol";
import { describeQuery } from "../../docs/operation.ts";
import { readQuery } from "../../http/query.ts";
import { mediaType } from "../../http/body.ts";
import { FORM_TYPE } from "../decode/form.ts";
import { isMembers, isMoneyKey, parseJson } from "../decode/json.ts";
import { eventToSaid } from "../decode/native.ts";
import { bytesToText } from "../decode/replaced.ts";
import { MAP_QUERY, applyMapping, toBodyError, type Mapping } from "../mapping.ts";
import { toBot, type Said } from "../said.ts";
import type { Source } from "../source.ts";

export const generic: Source = {
  name: "generic",
  source: "api",
  decode: decodeGeneric,
  repeatRule: () => ({ windowMs: REPEAT_WINDOW_ALERT_MS, ifNewest: true }),
  description: {
    id: "receiveGeneric",
    summary: "Your own flat JSON",
    description:
      "A JSON object; the parameter `map` maps its members. All of it is kept in `data`. The members of an order, a fill or a cancellation are typed as at `/v1/events`, and errors point into the original body. The same body is a retry while it is the last message of its bot, for 20 s. Secrets are stored as `•••`.",
    parameters: describeQuery(MAP_QUERY, {
      map: "Maps members: `price:px` reads the price from the member `px`. Names that you leave out are read from the member with that name.",
    }),
    body: {
      "application/json": {
        schema: { type: "object", additionalProperties: true },
        example: { type: "entry_fill", pair: "ETH/USDT", trade: 7, side: "buy", price: "2531.17", amount: "0.0395" },
      },
    },
    problems: ["invalid-event", "invalid-request"],
  },
};

const NOTHING: Mapping = new Map();

/** JSON, whatever text a sender or `curl -d` calls it. */
function decodeGeneric(bytes: Uint8Array, contentType: string | undefined, query: URLSearchParams): Said | Refused {
  const read = readQuery(query, MAP_QUERY);
  if (isRefused(read)) return read;
  const media = mediaType(contentType);
  if (media !== "" && !media.endsWith("json") && media !== FORM_TYPE && !media.startsWith("text/")) {
    return refuse("unsupported-media-type", "Send one JSON object, with Content-Type: application/json.");
  }
  const mapping = read.map ?? NOTHING;
  const nameOf = new Map([...mapping].map(([name, member]) => [member, name]));
  const parsed = parseJson(bytesToText(bytes), (key) => isMoneyKey(nameOf.get(key) ?? key));
  if (isRefused(parsed)) return parsed;
  const { value } = parsed;
  if (!isMembers(value)) return eventToSaid(value, []);
  const said = eventToSaid(applyMapping(value, mapping), []);
  if (isRefused(said)) return atBody(said, mapping);
  const bot = toBot(value.bot);
  return bot === undefined ? said : { ...said, bot };
}

function atBody({ kind, problem }: Refused, mapping: Mapping): Refused {
  const { errors } = problem;
  if (errors === undefined) return { kind, problem };
  return { kind, problem: { ...problem, errors: errors.map((error) => toBodyError(error, mapping)) } };
}
