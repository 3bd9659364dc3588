/** Chooses the bots that every view shows. */
import { lazy } from "react";
import { ChevronDown } from "lucide-react";
import { useBotName } from "../live/bot-names.tsx";
import { useBotModes } from "../live/bots.ts";
import controls from "../parts/controls.module.css";
import { Later } from "../parts/later.tsx";
import { Popover } from "../parts/popover.tsx";
import { useChosenBots } from "../browser/chosen-bots.ts";

const BotChoices = lazy(() => import("./bot-choices.tsx"));

export function BotPicker() {
  const bots = useBotModes();
  const chosen = useChosenBots();
  const [only = ""] = chosen ?? [];
  const onlyName = useBotName(only);
  if (bots === null) return <Room />;
  if (bots.size === 0) return null;
  const words = chosenWords(chosen, onlyName);
  return (
    <Popover
      className={controls.button}
      align="end"
      name={`Bots shown: ${words}`}
      label={
        <>
          {words}
          <ChevronDown size={14} aria-hidden="true" />
        </>
      }
    >
      {() => (
        <Later about="bots shown" floats>
          <BotChoices bots={bots} />
        </Later>
      )}
    </Popover>
  );
}

/** As much as the button will need, so that what stands beside it stays where it is. */
function Room() {
  return (
    <span className={`${controls.button} ${controls.unseen}`} aria-hidden="true">
      All bots
      <ChevronDown size={14} />
    </span>
  );
}

function chosenWords(chosen: ReadonlySet<string> | null, only: string): string {
  if (chosen === null) return "All bots";
  return chosen.size === 1 ? only : `${chosen.size} bots`;
}
