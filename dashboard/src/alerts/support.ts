/** Whether alerts can reach this device, and if not, what its owner can do about it. Pure: what the browser has comes in. */

export type Support = "ready" | "blocked" | "home-screen" | "insecure" | "unsupported" | "no-worker";

export interface BrowserFacts {
  readonly isSecure: boolean;
  readonly hasWorker: boolean;
  readonly hasPush: boolean;
  readonly permission: NotificationPermission | null;
  /** An iPhone or iPad, which has push in apps on the home screen alone. */
  readonly isApple: boolean;
  /** Opened as an app, without the browser around it. */
  readonly isInstalled: boolean;
}

export function decideSupport(facts: BrowserFacts): Support {
  const { isSecure, hasWorker, hasPush, permission, isApple, isInstalled } = facts;
  if (!isSecure) return "insecure";
  if (!hasPush || permission === null) return isApple && !isInstalled ? "home-screen" : "unsupported";
  if (permission === "denied") return "blocked";
  return hasWorker ? "ready" : "no-worker";
}

export const SUPPORT_WORDS: { readonly [support in Exclude<Support, "ready">]: string } = {
  blocked:
    "Notifications of this site are blocked. Allow them in the browser's settings for this site, then open this page again.",
  "home-screen":
    "On iPhone and iPad, alerts reach apps on the home screen only: tap Share, then Add to Home Screen, and open Fillcast from there. It asks for the key once more, since it keeps its own.",
  insecure: "Alerts need an address with https.",
  unsupported: "This browser cannot receive alerts while the page is closed.",
  "no-worker":
    "This browser lets the page install no service worker, which alerts need. A private window is one reason. Otherwise reload the page.",
};

/** "Chrome on Android": what a device is called until its owner names it. */
export function deviceName(userAgent: string, isApple: boolean): string {
  const browser = first(userAgent, [
    [/Edg(A|iOS)?\//, "Edge"],
    [/OPR\//, "Opera"],
    [/SamsungBrowser\//, "Samsung Internet"],
    [/Firefox\/|FxiOS\//, "Firefox"],
    [/Chrom(e|ium)\/|CriOS\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = isApple
    ? first(userAgent, [
        [/iPhone/, "iPhone"],
        [/./, "iPad"],
      ])
    : first(userAgent, [
        [/Android/, "Android"],
        [/Windows/, "Windows"],
        [/CrOS/, "ChromeOS"],
        [/Mac OS X/, "Mac"],
        [/Linux/, "Linux"],
      ]);
  const known = [browser, system].filter((part) => part !== null);
  return known.length === 0 ? "This device" : known.join(" on ");
}

function first(text: string, names: readonly (readonly [RegExp, string])[]): string | null {
  return names.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
