/** Takes the key out of the address bar before anything else, then draws the page. The only place that knows the demo. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeFromAddress } from "./keys/credentials.ts";
import { openKeyring } from "./keys/keyring.ts";
import { App, openLink } from "./app.tsx";
import { applyFormat } from "./browser/preferences.ts";
import { DEMO } from "./demo/demo.ts";
import "./styles/base.css";

applyFormat();
const checked = takeFromAddress(window.location, window.history);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App opening={openLink(checked, openKeyring())} simulation={DEMO} />
  </StrictMode>,
);
registerOfflineShell();

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
