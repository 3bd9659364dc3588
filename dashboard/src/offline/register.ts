/** Installs the offline shell once the page stands, so that it never competes with the first view. */

/** Only a built page has a service worker, and only a secure address may have one. */
export function registerOfflineShell(): void {
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
