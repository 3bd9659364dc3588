/** The list of keys, opened by `?`. */
import { Dialog } from "../parts/dialog.tsx";
import { ALL_PLACES } from "../browser/places.ts";
import styles from "./keys-help.module.css";

export default function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const rows: readonly (readonly [string, string])[] = [
    ...ALL_PLACES.map((place) => [place.keys, place.label] as const),
    ["j", "Next row"],
    ["k", "Previous row"],
    ["Enter", "Open the row"],
    ["/", "Search"],
    ["Space", "Pause or resume the tape"],
    ["Esc", "Close"],
    ["?", "This list"],
  ];
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <dl className={styles.keys}>
        {rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
