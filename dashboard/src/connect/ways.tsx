/** How a bot is connected: by the relay beside it, by its own webhooks, or by any program's posts. */
import { Segments } from "../parts/segments.tsx";
import { Block, PasteBlocks } from "./paste-blocks.tsx";
import type { Target } from "./paste-block.ts";
import styles from "./paste-blocks.module.css";
import { alertUrl, eventCurl, RELAY_CHECK, relayCommand, relayService } from "./relay-block.ts";

export type Way = "api" | "webhook" | "other";

const WAYS: readonly { readonly value: Way; readonly label: string }[] = [
  { value: "api", label: "Freqtrade (API)" },
  { value: "webhook", label: "Freqtrade (webhook)" },
  { value: "other", label: "Others" },
];

/** The way that an address asks for; the relay where it asks for none. */
export function toWay(text: string | null): Way {
  return WAYS.find(({ value }) => value === text)?.value ?? "api";
}

export function WayChoice({ way, onChange }: { readonly way: Way; readonly onChange: (way: Way) => void }) {
  return (
    <div className={styles.ways}>
      <Segments name="How the bot is connected" choices={WAYS} value={way} onChange={onChange} />
    </div>
  );
}

export function WayBlocks({ way, target }: { readonly way: Way; readonly target: Target }) {
  switch (way) {
    case "api":
      return (
        <div className={styles.blocks}>
          <p className={styles.about}>
            A small service beside the bot reads the API that FreqUI uses, and sends everything here. It never trades,
            the bot does not wait for it, and its configuration stays as it is. The API must be on:{" "}
            <code>api_server</code> in config.json.
          </p>
          <Block title="Into docker-compose.yml, beside the bot" text={relayService(target)}>
            User and password are those of <code>api_server</code>, and stay on your machine. <code>freqtrade</code> is
            the name of the bot&apos;s service.
          </Block>
          <Block title="Without Docker, with Node 22.13 or newer" text={relayCommand(target)} />
          <Block title="If it does not turn green" text={RELAY_CHECK}>
            It tries each step once and says what is wrong.
          </Block>
        </div>
      );
    case "webhook":
      return <PasteBlocks target={target} />;
    case "other":
      return (
        <div className={styles.blocks}>
          <Block title="From any program" text={eventCurl(target)}>
            The <a href="/docs/publishing">publishing guide</a> has the members of orders and fills, for Python and
            JavaScript too.
          </Block>
          <Block title="As the webhook URL of a TradingView alert" text={alertUrl(target)}>
            The key is part of the address.
          </Block>
        </div>
      );
  }
}
