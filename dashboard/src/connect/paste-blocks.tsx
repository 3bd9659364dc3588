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
  type Target,
} from "./paste-block.ts";
import styles from "./paste-blocks.module.css";

type Way = "netrc" | "config" | "environment" | "docker";

const WAYS: readonly { readonly value: Way; readonly label: string }[] = [
  { value: "netrc", label: "Config and netrc" },
  { value: "config", label: "Config alone" },
  { value: "environment", label: "Environment" },
  { value: "docker", label: "Docker" },
];

export function PasteBlocks({ target }: { readonly target: Target }) {
  const [way, setWay] = useState<Way>("netrc");
  return (
    <div className={styles.blocks}>
      <p className={styles.once}>
        The key is in these lines. It is shown once: copy what you need before you leave the page.
      </p>
      <div className={styles.ways}>
        <Segments name="How the bot is run" choices={WAYS} value={way} onChange={setWay} />
      </div>
      <WayBlocks way={way} target={target} />
      <Block title="Try it without the bot" text={curlLine(target)}>
        Posts “running” as the bot would. The answer names the event's seq, and this page says so.
      </Block>
    </div>
  );
}

function WayBlocks({ way, target }: { readonly way: Way; readonly target: Target }) {
  switch (way) {
    case "netrc":
      return (
        <>
          <Block
            title="Into config.json, as a member of the outermost object"
            text={configBlock(hookUrl(target))}
            tall
          />
          <Block title="Into ~/.netrc of the user that runs the bot" text={netrcLine(target)}>
            The bot sends it as a Basic password. This is the only way that keeps the key out of the config, the address
            and the bot's log, which prints the address whenever a post fails.
          </Block>
        </>
      );
    case "config":
      return (
        <Block
          title="Into config.json, as a member of the outermost object"
          text={configBlock(hookUrlWithKey(target))}
          tall
        >
          The key is part of the address. When a post fails, the bot's log shows the address, and so do FreqUI and
          Telegram.
        </Block>
      );
    case "environment":
      return (
        <>
          <Block title="Into config.json, without the address" text={configBlock(null)} tall />
          <Block title="Into the bot's environment" text={environmentLine(target)}>
            Freqtrade reads any setting from the environment; the config can then be shared without the key.
          </Block>
        </>
      );
    case "docker":
      return (
        <>
          <Block title="Into user_data/config.json, without the address" text={configBlock(null)} tall />
          <Block title="Into docker-compose.yml" text={composeBlock(target)} />
        </>
      );
  }
}

function Block(props: {
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
