/** The fields of an address, with the steps that lead to what goes into them. Nothing that is stored ever stands in them. */
import { useId, useState } from "react";
import { useSession } from "../live/session-provider.tsx";
import { type Chat, findTelegramChats, whyNot } from "../live/destinations.ts";
import controls from "../parts/controls.module.css";
import { CopyButton } from "../parts/copy-button.tsx";
import { ADDRESS_FIELDS, ADDRESS_HELP, type AddressDraft, type AddressField, type AddressKind } from "./address.ts";
import styles from "./alerts.module.css";

interface AddressProps {
  readonly kind: AddressKind;
  readonly draft: AddressDraft;
  readonly onChange: (draft: AddressDraft) => void;
}

export function AddressFields({ kind, draft, onChange }: AddressProps) {
  return (
    <>
      <ol className={styles.help}>
        {ADDRESS_HELP[kind].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {ADDRESS_FIELDS[kind].map((field) => (
        <Field key={field.name} field={field} draft={draft} onChange={onChange} />
      ))}
      {kind === "telegram" && <FindChat draft={draft} onChange={onChange} />}
    </>
  );
}

function Field(props: Omit<AddressProps, "kind"> & { readonly field: AddressField }) {
  const { field, draft, onChange } = props;
  const id = useId();
  const value = draft[field.name];
  // A new secret has to be read once, to be copied.
  const isShown = !field.isSecret || field.name === "secret";
  return (
    <div>
      <label className={controls.label} htmlFor={id}>
        {field.label}
      </label>
      <input
        id={id}
        className={controls.field}
        type={isShown ? "text" : "password"}
        placeholder={field.placeholder}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={2_048}
        value={value}
        onChange={({ target }) => onChange({ ...draft, [field.name]: target.value })}
      />
      {field.name === "secret" && value !== "" && (
        <CopyButton text={value} label="Copy the secret" className={styles.copy} />
      )}
    </div>
  );
}

/** Chats in which somebody wrote to the bot: their numbers are shown nowhere in Telegram. */
function FindChat({ draft, onChange }: Omit<AddressProps, "kind">) {
  const { credentials } = useSession();
  const [chats, setChats] = useState<readonly Chat[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const find = async (): Promise<void> => {
    setBusy(true);
    const answer = await findTelegramChats(credentials, draft.token.trim());
    setBusy(false);
    setFailed(answer.kind === "ok" ? null : whyNot(answer));
    setChats(answer.kind === "ok" ? answer.value : null);
    const only = answer.kind === "ok" && answer.value.length === 1 ? answer.value[0] : undefined;
    if (only !== undefined) onChange({ ...draft, chat: only.id });
  };
  return (
    <div className={styles.find}>
      <button
        type="button"
        className={controls.button}
        disabled={busy || draft.token.trim() === ""}
        onClick={() => void find()}
      >
        {busy ? "Looking…" : "Find my chat"}
      </button>
      {failed !== null && (
        <p className={controls.error} role="alert">
          {failed}
        </p>
      )}
      {chats?.length === 0 && (
        <p role="status">Nobody has written to this bot lately. Write it a message in Telegram, then look again.</p>
      )}
      {chats !== null && chats.length > 0 && (
        <fieldset className={styles.chats}>
          <legend>Send to</legend>
          {chats.map(({ id, title }) => (
            <label key={id} className={controls.check}>
              <input
                type="radio"
                name="chat"
                checked={draft.chat === id}
                onChange={() => onChange({ ...draft, chat: id })}
              />
              <span>{title}</span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
