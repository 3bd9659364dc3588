/** Takes the key out of the address bar before anything else, then draws the page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadAccess, takeFromAddress } from "./access/credentials.ts";
import { accessFromLink, App, type Opening } from "./app.tsx";
import { registerOfflineShell } from "./offline/register.ts";
import "./styles/base.css";

function openingOf(): Opening {
  const checked = takeFromAddress(window.location, window.history);
  const kept = loadAccess();
  if (checked === null) return { access: kept, fromLink: null };
  const access = accessFromLink(checked, kept);
  return { access, fromLink: access === null ? checked : null };
}

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App opening={openingOf()} />
  </StrictMode>,
);
registerOfflineShell();
