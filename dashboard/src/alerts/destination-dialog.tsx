/** Adds a destination, or changes one: its name, where it is, what it hears of. Loaded when somebody opens it. */
import { type FormEvent, useId, useState } from "react";
import { type AlertRules, USUAL_RULES } from "../live/alert-rules.ts";
import {
  addDestination,
  changeDestination,
  type Destination,
  type DestinationAddress,
  whyNot,
} from "../live/destinations.ts";
import type { Answer } from "../live/api.ts";
import { useSession } from "../live/session-provider.tsx";
import controls from "../parts/controls.module.css";
import { Dialog } from "../parts/dialog.tsx";
import { AddressFields } from "./address-fields.tsx";
import { type AddressDraft, type AddressKind, addressOf, draftFor, EMPTY_DRAFT, SECRET_BYTES } from "./address.ts";
import styles from "./alerts.module.css";
import { RulesFields } from "./rules-fields.tsx";
import { KIND_WORDS } from "./status-words.ts";

/** As the server has it (PROTOCOL.md §14). */
const LABEL_MAX_CHARS = 64;

/** What the dialog is about: a new destination of a kind, or one that is there. */
export type DialogSubject =
  | { readonly kind: "new"; readonly of: AddressKind; readonly rules: AlertRules }
  | { readonly kind: "known"; readonly destination: Destination };

export default function DestinationDialog(props: {
  readonly about: DialogSubject;
  readonly onSaved: (destination: Destination) => void;
  readonly onClose: () => void;
}) {
  const { about, onSaved, onClose } = props;
  const { credentials } = useSession();
  const known = about.kind === "known" ? about.destination : null;
  const kind = about.kind === "known" ? about.destination.kind : about.of;
  const [label, setLabel] = useState(known?.label ?? KIND_WORDS[kind]);
  const [rules, setRules] = useState(known?.rules ?? (about.kind === "new" ? about.rules : USUAL_RULES));
  const [draft, setDraft] = useState<AddressDraft | null>(() =>
    known === null && kind !== "push" ? newDraft(kind) : null,
  );
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const labelId = useId();

  const save = (
    wish: { readonly label: string; readonly rules: AlertRules },
    address: DestinationAddress | null,
  ): Promise<Answer<Destination>> => {
    if (known !== null)
      return changeDestination(credentials, known.id, { ...wish, ...(address === null ? {} : { address }) });
    if (address === null) throw new Error("A new destination has an address.");
    return addDestination(credentials, { ...wish, address });
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const problem = problemOf(rules);
    if (problem !== null) return setFailed(problem);
    const written = draft === null || kind === "push" ? null : addressOf(kind, draft);
    if (written !== null && "missing" in written) return setFailed(`Fill in: ${written.missing}.`);
    const name = label.trim() === "" ? KIND_WORDS[kind] : label.trim();
    setBusy(true);
    const answer = await save({ label: name, rules }, written?.address ?? null);
    setBusy(false);
    if (answer.kind !== "ok") return setFailed(whyNot(answer));
    onSaved(answer.value);
  };

  return (
    <Dialog title={known === null ? `Add ${KIND_WORDS[kind]}` : known.label} shape="sheet" onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <div>
          <label className={controls.label} htmlFor={labelId}>
            Name
          </label>
          <input
            id={labelId}
            className={controls.field}
            maxLength={LABEL_MAX_CHARS}
            autoComplete="off"
            value={label}
            onChange={({ target }) => setLabel(target.value)}
          />
        </div>
        {kind !== "push" && draft !== null && <AddressFields kind={kind} draft={draft} onChange={setDraft} />}
        {kind !== "push" && draft === null && (
          <p className={styles.note}>
            Its address is stored encrypted and shown to nobody.{" "}
            <button type="button" className={controls.button} onClick={() => setDraft(newDraft(kind))}>
              Replace the address
            </button>
          </p>
        )}
        <RulesFields rules={rules} onChange={setRules} />
        <div className={styles.foot}>
          {failed !== null && (
            <p className={controls.error} role="alert">
              {failed}
            </p>
          )}
          <button type="submit" className={controls.primary} disabled={busy}>
            {known === null ? "Add" : "Save"}
          </button>
          <button type="button" className={controls.quiet} onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function newDraft(kind: AddressKind): AddressDraft {
  return kind === "webhook" || kind === "ntfy"
    ? draftFor(kind, crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))
    : EMPTY_DRAFT;
}

/** What is wrong with the rules, or null. */
function problemOf({ loss, bots, quiet }: AlertRules): string | null {
  if (loss !== null && loss.amount === null && loss.ratio === null)
    return "Large losses need a percentage or an amount. Enter a positive number, or switch them off.";
  if (bots?.length === 0) return "Choose at least one bot, or all of them.";
  if (quiet !== null && quiet.from === quiet.to) return "Quiet hours need two different times.";
  return null;
}
