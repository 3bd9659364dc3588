/** An alert's way to its feed: the address that it opens says which one (`#show=alice`), and this browser may keep a key of it. */
import { onePath } from "../browser/segment.ts";
import { loadKeyring, showKey } from "./keyring.ts";

/** Shows that feed in this tab where there is a key of it, and takes the wish out of the address bar. */
export function showWished(location: Location, history: History): void {
  const feed = new URLSearchParams(location.hash.slice(1)).get("show");
  if (feed === null) return;
  history.replaceState(history.state, "", onePath(location.pathname) + location.search);
  const { shown, known } = loadKeyring();
  const wished = known.find(({ credentials }) => credentials.feed === feed);
  if (wished !== undefined && shown?.credentials.feed !== feed) showKey(wished);
}
