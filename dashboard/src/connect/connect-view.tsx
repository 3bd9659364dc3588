/**
 * Connects a bot: a name, a block to paste, and the wait for its first event. The key is shown by the page that made it, as
 * long as that is open; the wait stands at an address of its own and can be taken up again.
 */
import { type FormEvent, useEffect, useId, useState } from "react";
import { DismissMade } from "../access/dismiss-made.tsx";
import { madeKeys, useMadeKeys } from "../keys/made-keys.ts";
import { useShownState } from "../live/use-shown-state.ts";
import { useLocation } from "wouter";
import { textOf } from "../parts/form.ts";
import { type KeyEntry, listKeys, makeKey } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import panel from "../parts/panel.module.css";
import { useAddressPart } from "../browser/address.ts";
import { CONNECT_PLACE } from "../browser/places.ts";
import { toSegment } from "../browser/segment.ts";
import { Body } from "../views/body.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { FirstEvent } from "./first-event.tsx";
import styles from "./connect-view.module.css";
import { toWay, WayBlocks, WayChoice } from "./ways.tsx";

const BOT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export default function ConnectView({ keyId }: { readonly keyId: string | null }) {
  return (
    <>
      <ViewHead title="Connect a bot" />
      <Body>{keyId === null ? <NameStep /> : <PasteStep key={keyId} keyId={keyId} />}</Body>
    </>
  );
}

function NameStep() {
  const { credentials } = useSession();
  const [, navigate] = useLocation();
  const bots = useShownState((state) => state.bots);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ids = { name: useId(), error: useId(), money: useId() };

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = textOf(form, "name").trim();
    const money = textOf(form, "money");
    const problem = nameProblem(name);
    if (problem !== null) return setFailed(problem);
    setBusy(true);
    const answer = await makeKey(credentials, {
      scope: "publish",
      bot: name,
      ...(money === "" ? {} : { dryRun: money === "dry" }),
      label: name,
    });
    setBusy(false);
    if (answer.kind !== "ok") {
      const forbidden = answer.kind === "refused" && answer.status === 403;
      const said = answer.kind === "refused" ? answer.detail : "The server cannot be reached.";
      return setFailed(forbidden ? "This key can't create keys. Open the page with an owner key." : said);
    }
    const { id, key } = answer.value;
    const path = `/connect/${toSegment(id)}`;
    madeKeys.add({ feed: credentials.feed, id, key, name, path });
    // Who has gone to another view meanwhile sees it there.
    if (window.location.pathname === CONNECT_PLACE.path) navigate(path);
  };

  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <p className={styles.lead}>
        Name it, paste one block, restart the bot. Its events then appear in the feed{" "}
        <strong>{credentials.feed}</strong>. No port is opened.
      </p>
      <div>
        <label className={controls.label} htmlFor={ids.name}>
          Name
        </label>
        <input
          id={ids.name}
          name="name"
          className={controls.field}
          placeholder="spot-1"
          maxLength={64}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={failed !== null}
          aria-describedby={ids.error}
        />
        <p className={controls.error} id={ids.error} role="alert">
          {failed}
        </p>
        {bots !== null && Object.keys(bots).length > 0 && (
          <p className={styles.faint}>
            Existing name: adds a key to that bot ({Object.keys(bots).sort().slice(0, 6).join(", ")}).
          </p>
        )}
      </div>
      <fieldset className={styles.money}>
        <legend className={controls.label}>Trading mode</legend>
        <label className={controls.check}>
          <input type="radio" name="money" value="live" />
          <span>Real money</span>
        </label>
        <label className={controls.check}>
          <input type="radio" name="money" value="dry" />
          <span>
            Simulated money (dry run) <small>Never added to real profit.</small>
          </span>
        </label>
        <label className={controls.check}>
          <input type="radio" name="money" value="" />
          <span>
            Reported by the bot <small>Freqtrade reports it at each start, and that overrides the choice here.</small>
          </span>
        </label>
        <p className={styles.faint}>You can leave this open. Freqtrade reports its mode when it starts.</p>
      </fieldset>
      <button className={controls.primary} type="submit" disabled={busy}>
        Create key
      </button>
    </form>
  );
}

type Known =
  | { readonly kind: "reading" }
  | { readonly kind: "known"; readonly entry: KeyEntry }
  | { readonly kind: "absent"; readonly why: string };

function PasteStep({ keyId }: { readonly keyId: string }) {
  const { credentials } = useSession();
  const [asked, setWay] = useAddressPart("way");
  const way = toWay(asked);
  const known = useKeyEntry(keyId);
  const made = useMadeKeys(credentials.feed).find(({ id }) => id === keyId);
  if (known.kind === "reading") return <p className={styles.faint}>Loading the key…</p>;
  if (known.kind === "absent") return <p>{known.why}</p>;
  const bot = known.entry.bot ?? credentials.feed;
  return (
    <div className={styles.paste}>
      <div className={styles.wait}>
        <FirstEvent bot={bot} keyId={keyId} since={known.entry.createdAt} way={way} />
      </div>
      <section className={panel.section}>
        <div className={panel.head}>
          <h2>Connect {bot}</h2>
        </div>
        <WayChoice way={way} onChange={setWay} />
        {made === undefined ? (
          <p className={styles.notice}>
            The key was shown once, when it was created, and is not stored. If you lost it, revoke it in the settings
            and connect the bot again.
          </p>
        ) : (
          <>
            <div className={styles.once}>
              <p>These lines contain the key. Copy what you need now: the key is not stored anywhere else.</p>
              <DismissMade made={made} />
            </div>
            <WayBlocks way={way} target={{ origin: window.location.origin, bot, key: made.key }} />
          </>
        )}
      </section>
    </div>
  );
}

function useKeyEntry(keyId: string): Known {
  const { credentials } = useSession();
  const [known, setKnown] = useState<Known>({ kind: "reading" });
  useEffect(() => {
    let wanted = true;
    void listKeys(credentials).then((answer) => {
      if (wanted) setKnown(knownOf(answer, keyId));
      return undefined;
    });
    return () => {
      wanted = false;
    };
  }, [credentials, keyId]);
  return known;
}

function knownOf(answer: Awaited<ReturnType<typeof listKeys>>, keyId: string): Known {
  if (answer.kind === "unreachable") return { kind: "absent", why: "The server cannot be reached." };
  if (answer.kind === "refused") return { kind: "absent", why: answer.detail };
  const entry = answer.value.find(({ id }) => id === keyId);
  return entry === undefined
    ? { kind: "absent", why: "This key does not exist: it was revoked, or belongs to another feed." }
    : { kind: "known", entry };
}

function nameProblem(name: string): string | null {
  if (name === "") return "Give the bot a name.";
  return BOT.test(name)
    ? null
    : "A name can have up to 64 letters, digits, dots, hyphens and underscores. It must begin with a letter or digit.";
}
