/** Says of events that they are an earlier visit's: "as of 14:02:11". */
import { useNow } from "../browser/now.ts";
import { useZone } from "../browser/preferences.ts";
import { clock, dayOf, exactInstant, timeOfDay } from "../words/instant.ts";

export function OldMark({ at, className }: { readonly at: number; readonly className: string | undefined }) {
  const now = useNow();
  const zone = useZone();
  const isToday = dayOf(at, zone) === dayOf(now, zone);
  return (
    <span className={className} data-hint={exactInstant(at, zone)}>
      as of {isToday ? timeOfDay(at, zone) : clock(at, now, zone)}
    </span>
  );
}
