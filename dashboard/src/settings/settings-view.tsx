/** What reaches this person, on which devices, how the page looks, and who has a key. All but the feed's keys is kept in this browser only. */
import { lazy, type ReactNode, useState } from "react";
import { KnownKeys } from "../access/known-keys.tsx";
import { AlertsPanel } from "../alerts/alerts-panel.tsx";
import { useOpen, useSession } from "../live/session-provider.tsx";
import { isPushed } from "../push/pushed.ts";
import { osNotificationState, askForOsNotifications } from "../toasts/os-notifications.ts";
import controls from "../parts/controls.module.css";
import { Later } from "../parts/later.tsx";
import NeverShownList from "../parts/never-shown-list.tsx";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { Switch } from "../parts/switch.tsx";
import { Body } from "../views/body.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { KeysPanel } from "./keys-panel.tsx";
import { LimitsPanel } from "./limits-panel.tsx";
import { getTheme, setPreferences, setTheme, usePreferences } from "../browser/preferences.ts";
import { PhonePanel } from "./phone-panel.tsx";
import { RulesPanel } from "./rules-panel.tsx";
import { knownLocale } from "../words/locale.ts";
import { type Zone, zoneName } from "../words/instant.ts";
import styles from "./settings-view.module.css";

const SharePanel = lazy(() => import("./share-panel.tsx"));

export default function SettingsView() {
  return (
    <>
      <ViewHead title="Settings" />
      <Body>
        <div className={styles.sections}>
          <Section
            title="Alerts"
            text="What reaches you when this page is closed, and what it shows while it is open. What is older than 15 minutes is left out."
          >
            <AlertsPanel />
            <h3>While this page is open</h3>
            <OsSwitch />
            <RulesPanel />
          </Section>
          <Section
            title="Open on your phone"
            text="With a key of its own, which you can revoke. A read-only one can be given away."
          >
            <PhonePanel />
          </Section>
          <Section title="Share" text="A read-only page for everybody who has its link. It needs no key.">
            <Later about="Share">
              <SharePanel />
            </Later>
          </Section>
          <Section title="Display" text="Saved on this device.">
            <Appearance />
          </Section>
          <Section
            title="Feeds in this browser"
            text="Each key opens its feed. This tab shows one feed at a time; click another to switch."
          >
            <OwnKeys />
          </Section>
          <Section title="Limits and figures" text="This feed's limits, its usage, and the state of its figures.">
            <LimitsPanel />
          </Section>
          <Section title="Not available" text="Figures you might look for, and why they are missing.">
            <div className={panel.panel}>
              <NeverShownList />
            </div>
          </Section>
          <Section title="Keys" text="Keys work until revoked or expired.">
            <KeysPanel />
          </Section>
        </div>
      </Body>
    </>
  );
}

function Section({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.about}>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <div className={styles.content}>{children}</div>
    </section>
  );
}

/** Where alerts reach this device anyway, the page keeps quiet while it is hidden. */
function OsSwitch() {
  const { osNotifications } = usePreferences();
  const { feed } = useSession().credentials;
  const [state, setState] = useState(osNotificationState);
  const change = async (on: boolean): Promise<void> => {
    if (!on) return setPreferences({ osNotifications: false });
    const answer = await askForOsNotifications();
    setState(answer);
    setPreferences({ osNotifications: answer === "granted" });
  };
  const detail =
    state === "denied"
      ? "Blocked in browser settings."
      : state === "unsupported"
        ? "Not supported by this browser, or the page is not on HTTPS."
        : isPushed(feed)
          ? "Not needed while alerts reach this device anyway."
          : "The browser will ask for permission.";
  return (
    <div className={panel.panel}>
      <Switch
        label="System notifications while the tab is hidden"
        detail={detail}
        on={osNotifications && state === "granted"}
        disabled={state === "denied" || state === "unsupported"}
        onChange={(on) => void change(on)}
      />
    </div>
  );
}

function Appearance() {
  const { zone, format, shortcuts } = usePreferences();
  const [theme, show] = useState(getTheme);
  return (
    <div className={panel.panel}>
      <Row label="Theme">
        <Segments
          name="Theme"
          choices={[
            { value: "system", label: "System" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
          ]}
          value={theme}
          onChange={(next) => {
            setTheme(next);
            show(next);
          }}
        />
      </Row>
      <Row label="Numbers and times">
        <select
          className={`${controls.field} ${styles.zone}`}
          aria-label="Numbers and times"
          value={format}
          onChange={(event) => setPreferences({ format: event.currentTarget.value })}
        >
          <option value="system">This browser's ({exampleOf(knownLocale(navigator.language))})</option>
          {formatsWith(format).map((locale) => (
            <option key={locale} value={locale}>
              {exampleOf(locale)}
            </option>
          ))}
        </select>
      </Row>
      <Row label="Time zone for times and days">
        <select
          className={`${controls.field} ${styles.zone}`}
          aria-label="Time zone"
          value={zone}
          onChange={(event) => setPreferences({ zone: event.currentTarget.value })}
        >
          <option value="local">This browser's ({zoneName("local")})</option>
          <option value="utc">UTC</option>
          {zonesWith(zone).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </Row>
      <Switch
        label="Keyboard shortcuts"
        detail="Keys such as j, k and g o. Press ? for the list"
        on={shortcuts}
        onChange={(on) => setPreferences({ shortcuts: on })}
      />
    </div>
  );
}

/** One of each way of writing that is usual somewhere. */
const FORMATS = ["en-US", "en-GB", "de-DE", "fr-FR", "de-CH", "sv-SE", "en-IN"] as const;

function formatsWith(format: string): readonly string[] {
  return format === "system" || (FORMATS as readonly string[]).includes(format) ? FORMATS : [format, ...FORMATS];
}

/** A number and a time as a locale writes them. */
function exampleOf(locale: string): string {
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, numberingSystem: "latn" });
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", numberingSystem: "latn" });
  return `${number.format(1_234_567.89)}, ${time.format(EXAMPLE_AT)}`;
}

const EXAMPLE_AT = new Date(2026, 0, 1, 14, 2);

/** All zones by name; browsers list some under one of their two names only. */
function zonesWith(zone: Zone): readonly string[] {
  const names = Intl.supportedValuesOf("timeZone").filter((name) => name !== "UTC");
  return zone === "local" || zone === "utc" || names.includes(zone) ? names : [zone, ...names];
}

function OwnKeys() {
  const { access, keyring, show, forget, openAnother } = useOpen();
  return (
    <>
      <KnownKeys keyring={keyring} onShow={show} onForget={forget} />
      <div className={panel.panel}>
        <Row label="Keep the current key">
          <Segments
            name="Keep the key"
            choices={[
              { value: "tab", label: "In this tab" },
              { value: "device", label: "On this device" },
            ]}
            value={access.keeping}
            onChange={(keeping) => show({ ...access, keeping })}
          />
        </Row>
        <Row label="Another feed or key">
          <button type="button" className={controls.button} onClick={openAnother}>
            Open another feed
          </button>
        </Row>
      </div>
    </>
  );
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span>{label}</span>
      {children}
    </div>
  );
}
