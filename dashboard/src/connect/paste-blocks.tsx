/** The block to paste, by the way that the bot is run. The key is in these texts and nowhere else. */
import { type ReactNode, useState } from "react";
import { CopyButton } from "../parts/copy-button.tsx";
import { Segments } from "../parts/segments.tsx";
import {
  composeBlock,
  configBlock,
  curlLine,
  environmentLine,
  hookUrl,
  hookUrlWithKey,
  netrcLine,
  RANGES,
  type Since,
  type Target,
} from "./paste-block.ts";
import styles from "./paste-blocks.module.css";

type Way = "netrc" | "config" | "environment" | "docker";

const WAYS: readonly { readonly value: Way; readonly label: string }[] = [
  { value: "netrc", label: "Config and netrc" },
  { value: "config", label: "Config only" },
  { value: "environment", label: "Environment" },
  { value: "docker", label: "Docker" },
];

const VERSIONS = RANGES.map(({ since, words }) => ({ value: since, label: `Freqtrade ${words}` }));

export function PasteBlocks({ target }: { readonly target: Target }) {
  const [way, setWay] = useState<Way>("netrc");
  const [since, setSince] = useState<Since>(RANGES[0].since);
  return (
    <div className={styles.blocks}>
      <div className={styles.ways}>
        <Segments name="How the bot is run" choices={WAYS} value={way} onChange={setWay} />
      </div>
      <div className={styles.ways}>
        <Segments name="The bot's version of Freqtrade" choices={VERSIONS} value={since} onChange={setSince} />
        <p className={styles.about}>
          Run <code>freqtrade --version</code> to find it. An older bot loses every message whose block uses a field
          that it does not have.
        </p>
      </div>
      <WayBlocks way={way} target={target} since={since} />
      <Block title="Try it without the bot" text={curlLine(target)}>
        Posts “running” as the bot would. The response has the event's seq, and this page shows the event.
      </Block>
    </div>
  );
}

function WayBlocks({ way, target, since }: { readonly way: Way; readonly target: Target; readonly since: Since }) {
  switch (way) {
    case "netrc":
      return (
        <>
          <Block title="Add at the top level of config.json" text={configBlock(hookUrl(target), since)} tall />
          <Block title="Add to ~/.netrc of the user that runs the bot" text={netrcLine(target)}>
            The bot sends the key as a Basic password. This is the only way to keep it out of the config, the URL and
            the bot's log, which prints the URL whenever a post fails.
          </Block>
        </>
      );
    case "config":
      return (
        <Block title="Add at the top level of config.json" text={configBlock(hookUrlWithKey(target), since)} tall>
          The key is part of the URL. When a post fails, the bot's log shows the URL, and so do FreqUI and Telegram.
        </Block>
      );
    case "environment":
      return (
        <>
          <Block title="Add at the top level of config.json, without the URL" text={configBlock(null, since)} tall />
          <Block title="Add to the bot's environment" text={environmentLine(target)}>
            Freqtrade can read any setting from the environment, so you can share the config without the key.
          </Block>
        </>
      );
    case "docker":
      return (
        <>
          <Block title="Into user_data/config.json, without the URL" text={configBlock(null, since)} tall />
          <Block title="Into docker-compose.yml" text={composeBlock(target)} />
        </>
      );
  }
}

/** A text to copy, what it is for, and a line about it. */
export function Block(props: {
  readonly title: string;
  readonly text: string;
  readonly tall?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles.block}>
      <div className={styles.head}>
        <h3>{props.title}</h3>
        <CopyButton text={props.text} label="Copy" />
      </div>
      <pre className={styles.text} data-tall={props.tall === true} tabIndex={0}>
        {props.text}
      </pre>
      {props.children !== undefined && <p className={styles.about}>{props.children}</p>}
    </div>
  );
}
