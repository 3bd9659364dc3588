/** A search field that `/` jumps to; what it says stands in the address. */
import { useRef } from "react";
import { Search } from "lucide-react";
import { useAddressPart } from "../browser/address.ts";
import { useShortcut } from "../browser/shortcuts.ts";
import controls from "./controls.module.css";
import styles from "./search-field.module.css";

export function SearchField({ name }: { readonly name: string }) {
  const [text, setText] = useAddressPart("q");
  const field = useRef<HTMLInputElement>(null);
  useShortcut("search", () => field.current?.focus());
  return (
    <label className={styles.search}>
      <Search size={14} aria-hidden="true" />
      <input
        ref={field}
        className={controls.field}
        type="search"
        placeholder="Search"
        aria-label={name}
        aria-keyshortcuts="/"
        defaultValue={text ?? ""}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
    </label>
  );
}
