/**
 * The frame around every view: navigation at the side or, on a phone, at the bottom; the connection in words and the latency
 * badge at the foot. A refused key takes the whole page.
 */
import { lazy, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useStatus } from "fillcast/react";
import { useSession } from "../live/session-provider.tsx";
import { Brand } from "../parts/brand.tsx";
import { Later } from "../parts/later.tsx";
import { useRoomy, useWide } from "../browser/wide.ts";
import { Toaster } from "../toasts/toaster.tsx";
import { Views } from "./views.tsx";
import { useAddress } from "../browser/chosen-bots.ts";
import { FeedSwitch } from "./feed-switch.tsx";
import { Foot } from "./foot.tsx";
import { ALL_PLACES, CONNECT_PLACE, isAt, MAIN_PLACES, type Place, SETTINGS_PLACE } from "../browser/places.ts";
import { useKeyboard } from "../browser/shortcuts.ts";
import styles from "./shell.module.css";
import { EventSigns } from "../tape/event-icon.tsx";
import { useTabMark } from "./tab-mark.ts";
import { useWorkerLink } from "./use-worker-link.ts";

const EventDialog = lazy(() => import("../tape/event-dialog.tsx"));
const KeysHelp = lazy(() => import("./keys-help.tsx"));
const Refused = lazy(() => import("../access/refused.tsx"));

export function Shell() {
  const status = useStatus();
  const { simulation } = useSession();
  const [path, navigate] = useLocation();
  const address = useAddress();
  useTabMark(ALL_PLACES.find((place) => isAt(path, place.path))?.label ?? "Connect a bot");
  useWorkerLink();
  const [helping, setHelping] = useState(false);
  const asksForEvent = new URLSearchParams(useSearch()).has("event");
  useKeyboard(
    (path) => navigate(address(path)),
    () => setHelping(true),
  );
  if (status.phase === "failed")
    return (
      <Later about="refused">
        <Refused error={status.error} />
      </Later>
    );
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#view">
        Skip to the view
      </a>
      <Side />
      <Later about="demo" fallback={<div className={styles.banner} />}>
        {simulation !== null && <simulation.Banner />}
      </Later>
      <Views />
      <Foot />
      <BottomBar />
      <Toaster />
      <EventSigns />
      <Later about={`${asksForEvent} ${helping}`} floats>
        {asksForEvent && <EventDialog />}
        {helping && <KeysHelp onClose={() => setHelping(false)} />}
      </Later>
    </div>
  );
}

function Side() {
  return (
    <header className={styles.side}>
      <div className={styles.brand}>
        <Brand />
        <span>Fillcast</span>
        <FeedSwitch />
      </div>
      <nav className={styles.nav} aria-label="Views">
        {MAIN_PLACES.map((place) => (
          <PlaceLink key={place.path} place={place} className={styles.place} />
        ))}
      </nav>
      <div className={styles.sideFoot}>
        <PlaceLink place={CONNECT_PLACE} className={styles.place} />
        <PlaceLink place={SETTINGS_PLACE} className={styles.place} />
        <p className={styles.note}>Read-only: Fillcast cannot trade</p>
      </div>
    </header>
  );
}

function BottomBar() {
  return (
    <nav className={styles.bottom} aria-label="Views">
      {MAIN_PLACES.map((place) => (
        <PlaceLink key={place.path} place={place} className={styles.tab} />
      ))}
    </nav>
  );
}

function PlaceLink({ place, className }: { readonly place: Place; readonly className: string | undefined }) {
  const [path] = useLocation();
  const address = useAddress();
  const roomy = useRoomy();
  const wide = useWide();
  const Icon = place.icon;
  return (
    <Link
      className={className}
      href={address(place.path)}
      aria-current={isAt(path, place.path) ? "page" : undefined}
      aria-keyshortcuts={place.keys}
      data-hint={wide && !roomy ? place.label : undefined}
    >
      <Icon size={17} strokeWidth={1.8} aria-hidden="true" />
      {place.label}
    </Link>
  );
}
