/** Bots that are silent, which is bad, and bots that are quiet, which may be normal. */
import { BellOff, Clock3 } from "lucide-react";
import type { BotState } from "fillcast";
import { BotName } from "../live/bot-names.tsx";
import { lastHeard } from "../bots/presence.ts";
import { count } from "../words/decimal.ts";
import { duration } from "../words/instant.ts";
import { FoldedLine, Line } from "./attention-line.tsx";

/** Silent bots with a line of their own. */
const SILENT_NAMED = 5;

type NamedBot = readonly [name: string, bot: BotState];

/** Bots that fell silent, or whose loop stands still: those with most at stake first, one by one as long as they are few. */
export function SilentLines({ bots, moment }: { readonly bots: readonly NamedBot[]; readonly moment: number }) {
  const sorted = bots.toSorted(([, a], [, b]) => b.openTrades - a.openTrades);
  const others = sorted.slice(SILENT_NAMED);
  return (
    <>
      {sorted.slice(0, SILENT_NAMED).map(([name, bot]) => (
        <Line key={name} icon={BellOff} tone="bad">
          <SilentText name={name} bot={bot} moment={moment} />
        </Line>
      ))}
      {others.length > 0 && (
        <FoldedLine
          icon={BellOff}
          tone="bad"
          title={`${count(others.length)} more ${others.length === 1 ? "bot is" : "bots are"} silent`}
        >
          {others.map(([name, bot]) => (
            <li key={name}>
              <SilentText name={name} bot={bot} moment={moment} />
            </li>
          ))}
        </FoldedLine>
      )}
    </>
  );
}

function SilentText(props: { readonly name: string; readonly bot: BotState; readonly moment: number }) {
  const { name, bot, moment } = props;
  return (
    <>
      <strong>
        <BotName bot={name} />
      </strong>{" "}
      is silent: {bot.silentReason === undefined ? "" : `${bot.silentReason}, `}no heartbeat for{" "}
      {duration(moment - lastHeard(bot))}
      {bot.openTrades > 0 && `, with ${bot.openTrades} open ${bot.openTrades === 1 ? "trade" : "trades"}`}.
    </>
  );
}

/** Bots from which nothing came for long, and which send no heartbeat: perhaps there was nothing to say. */
export function QuietLine({
  bots,
}: {
  readonly bots: readonly { readonly name: string; readonly detail: string | null }[];
}) {
  const [only] = bots;
  if (only === undefined) return null;
  if (bots.length === 1)
    return (
      <Line icon={Clock3} tone="warn">
        <strong>
          <BotName bot={only.name} />
        </strong>{" "}
        is quiet: {only.detail}. It sends no heartbeat, so this may be normal.
      </Line>
    );
  return (
    <FoldedLine icon={Clock3} tone="warn" title={`${count(bots.length)} bots are quiet`}>
      {bots.map(({ name, detail }) => (
        <li key={name}>
          <strong>
            <BotName bot={name} />
          </strong>
          : {detail}
        </li>
      ))}
      <li>They send no heartbeat, so this may be normal.</li>
    </FoldedLine>
  );
}
