/** Keys, notifications, appearance, time zone, keyboard, and this page's own key. All but the keys is kept on this device only. */
import { type ReactNode, useState } from "react";
import { useOpen } from "../live/session-provider.tsx";
import { osNotificationState, askForOsNotifications } from "../toasts/os-notifications.ts";
import controls from "../parts/controls.module.css";
import { NeverShownList } from "../parts/never-shown.tsx";
import panel from "../parts/panel.module.css";
import { Segments } from "../parts/segments.tsx";
import { Body } from "../views/body.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { KeysPanel } from "./keys-panel.tsx";
import { getTheme, setPreferences, setTheme, usePreferences } from "./preferences.ts";
import { RulesPanel } from "./rules-panel.tsx";
import styles from "./settings-view.module.css";
import { Switch } from "./switch.tsx";

export default function SettingsView() {
  return (
    <>
      <ViewHead title="Settings" />
      <Body>
        <div className={styles.sections}>
          <Section title="Keys and bots" text="Whoever has a key can do what it may, until it is revoked or ends.">
            <KeysPanel />
          </Section>
          <Section
            title="Notifications"
            text="Toasts in this page, and from the operating system while its tab is hidden. What is replayed never toasts."
          >
            <OsSwitch />
            <RulesPanel />
          </Section>
          <Section title="Appearance and time" text="On this device.">
            <Appearance />
          </Section>
          <Section title="This page's key" text="It opens the feed from this browser.">
            <OwnKey />
          </Section>
          <Section title="What is not here" text="Figures that one would look for, and why they are missing.">
            <div className={panel.panel}>
              <NeverShownList />
            </div>
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
    <section className={styles.section}>
      <div className={styles.about}>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <div className={styles.content}>{children}</div>
    </section>
  );
}

function OsSwitch() {
  const { osNotifications } = usePreferences();
  const [state, setState] = useState(osNotificationState);
  const change = async (on: boolean): Promise<void> => {
    if (!on) return setPreferences({ osNotifications: false });
    const answer = await askForOsNotifications();
    setState(answer);
    setPreferences({ osNotifications: answer === "granted" });
  };
  const detail =
    state === "denied"
      ? "The browser's settings for this site refuse them."
      : state === "unsupported"
        ? "This browser has none, or the address is not secure."
        : "The browser asks for your consent.";
  return (
    <div className={panel.panel}>
      <Switch
        label="Operating system notifications while the tab is hidden"
        detail={detail}
        on={osNotifications && state === "granted"}
        disabled={state === "denied" || state === "unsupported"}
        onChange={(on) => void change(on)}
      />
    </div>
  );
}

function Appearance() {
  const { zone, shortcuts } = usePreferences();
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
      <Row label="Times in">
        <Segments
          name="Time zone"
          choices={[
            { value: "local", label: `Local (${Intl.DateTimeFormat().resolvedOptions().timeZone})` },
            { value: "utc", label: "UTC" },
          ]}
          value={zone}
          onChange={(next) => setPreferences({ zone: next })}
        />
      </Row>
      <Switch
        label="Keyboard shortcuts"
        detail="Single keys such as j, k and g o; ? lists them"
        on={shortcuts}
        onChange={(on) => setPreferences({ shortcuts: on })}
      />
    </div>
  );
}

function OwnKey() {
  const { access, keep, leave, session } = useOpen();
  return (
    <div className={panel.panel}>
      <Row label="Feed">{session.credentials.feed}</Row>
      <Row label="The key is kept">
        <Segments
          name="The key is kept"
          choices={[
            { value: "tab", label: "In this tab" },
            { value: "device", label: "On this device" },
          ]}
          value={access.keeping}
          onChange={(keeping) => keep({ ...access, keeping })}
        />
      </Row>
      <Row label="Leave this feed">
        <button type="button" className={controls.danger} onClick={leave}>
          Forget the key
        </button>
      </Row>
    </div>
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
