/** How the page calls a bot, and which bots its lists show: the owner's word (feed-settings.ts), else the bot's own name. */
import { useCallback, useSyncExternalStore } from "react";
import { useChosenBots } from "../browser/chosen-bots.ts";
import { type BotSettings, type SettingsDocument, settingsOf } from "./feed-settings.ts";
import { useSession } from "./session-provider.tsx";

export function useBotSettings(bot: string): BotSettings {
  const { settings } = useSession();
  return useSyncExternalStore(settings.subscribe, () => settingsOf(settings.view, bot));
}

export function useSettings(): SettingsDocument {
  const { settings } = useSession();
  return useSyncExternalStore(settings.subscribe, settings.getView);
}

/** What a bot is called. */
export function useBotName(bot: string): string {
  const { settings } = useSession();
  const read = (): string => settingsOf(settings.view, bot).name ?? bot;
  return useSyncExternalStore(settings.subscribe, read, read);
}

/** The same for many: another function when a name changes. */
export function useBotNames(): (bot: string) => string {
  const document = useSettings();
  return useCallback((bot: string) => settingsOf(document, bot).name ?? bot, [document]);
}

/** What a bot is called, as text in a line. */
export function BotName({ bot }: { readonly bot: string }) {
  return useBotName(bot);
}

/** Whether lists of bots show a bot: the chosen ones, else all but the hidden. What it earned counts either way. */
export function useIsListed(): (bot: string) => boolean {
  const document = useSettings();
  const chosen = useChosenBots();
  return useCallback(
    (bot: string) => (chosen === null ? settingsOf(document, bot).hidden !== true : chosen.has(bot)),
    [document, chosen],
  );
}
