/** Takes the key out of the address bar before anything else, then draws the page. The only place that knows the demo. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeFromAddress } from "./keys/credentials.ts";
import { hasShown, type Keyring, openKeyring, showKey } from "./keys/keyring.ts";
import { App, openLink } from "./app.tsx";
import { applyFormat } from "./browser/preferences.ts";
import { watchPlaces } from "./browser/returning.ts";
import { DEMO } from "./demo/demo.ts";
import "./styles/base.css";

/** How the address begins that an alert opens. */
const WISH = "#show=";

applyFormat();
const checked = takeFromAddress(window.location, window.history);
// Before the router listens: a view that comes back asks where it was.
watchPlaces();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const reactRoot = createRoot(root);
void takeKeyring().then((keyring) => {
  reactRoot.render(
    <StrictMode>
      <App opening={openLink(checked, keyring)} simulation={DEMO} />
    </StrictMode>,
  );
  return undefined;
});
registerOfflineShell();

/** Where the script is lost on the way, the tab shows what it would have shown. */
async function takeWish(): Promise<void> {
  await import("./keys/wished.ts").then(
    ({ showWished }) => showWished(window.location, window.history),
    () => undefined,
  );
}

/** A new tab without a key takes that of the tab that it was opened from, unless its link brings one. */
async function takeKeyring(): Promise<Keyring> {
  if (window.location.hash.startsWith(WISH)) await takeWish();
  const own = openKeyring();
  if (checked !== null || own.shown !== null || hasShown()) return own;
  try {
    const { askOtherTabs } = await import("./keys/handover.ts");
    const given = await askOtherTabs();
    return given === null ? own : showKey({ credentials: given, keeping: "tab" });
  } catch {
    // The script was lost on the way: the page asks for a key, as it would without other tabs.
    return own;
  }
}

/**
 * Installs the offline shell once the page stands, so that it never competes with the first view. Only a built page has a service
 * worker, and only a secure address may have one.
 */
function registerOfflineShell(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener(
    "load",
    () => {
      // Where it is refused, the page is the same but for being offline.
      navigator.serviceWorker.register("/sw.js").catch(() => undefined);
    },
    { once: true },
  );
}
