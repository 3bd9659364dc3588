/** Saves the tape's filter under a name, and picks one that was saved. */
import { type FormEvent, useState } from "react";
import { Bookmark, Check, Trash2 } from "lucide-react";
import { useLocation, useSearch } from "wouter";
import { useSession } from "../live/session-provider.tsx";
import { textOf } from "../parts/form.ts";
import { MenuButton } from "../parts/menu-button.tsx";
import choices from "../parts/choices.module.css";
import controls from "../parts/controls.module.css";
import { addressOf } from "../browser/address.ts";
import { deleteFilter, filterQuery, loadFilters, NAME_MAX_CHARS, SAVED_MAX, saveFilter } from "./saved-filters.ts";
import styles from "./saved-menu.module.css";

export function SavedMenu() {
  return (
    <MenuButton icon={Bookmark} word="Saved" name="Saved filters">
      {() => <Saved />}
    </MenuButton>
  );
}

function Saved() {
  const { feed } = useSession().credentials;
  const [filters, setFilters] = useState(() => loadFilters(feed));
  const [isFull, setFull] = useState(false);
  const query = filterQuery(useSearch());
  const [path, navigate] = useLocation();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = textOf(new FormData(event.currentTarget), "name").trim();
    if (name === "") return;
    const saved = saveFilter(feed, { name, query });
    setFull(saved === null);
    if (saved === null) return;
    setFilters(saved);
    event.currentTarget.reset();
  };
  return (
    <div className={styles.menu}>
      {filters.length > 0 && (
        <ul className={styles.list} aria-label="Saved filters">
          {filters.map((filter) => (
            <li key={filter.name} className={styles.row}>
              <button
                type="button"
                className={choices.choice}
                aria-pressed={filter.query === query}
                onClick={() => navigate(addressOf(path, new URLSearchParams(filter.query)), { replace: true })}
              >
                <span className={styles.name}>{filter.name}</span>
                {filter.query === query && <Check size={14} aria-hidden="true" />}
              </button>
              <button
                type="button"
                className={controls.icon}
                aria-label={`Delete ${filter.name}`}
                onClick={() => setFilters(deleteFilter(feed, filter.name))}
              >
                <Trash2 size={14} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {query === "" ? (
        <p className={styles.hint}>Set a filter to save it under a name.</p>
      ) : (
        <form className={styles.save} onSubmit={save}>
          <input
            className={controls.field}
            name="name"
            maxLength={NAME_MAX_CHARS}
            placeholder="Name of this filter"
            aria-label="Name of this filter"
          />
          <button className={controls.button} type="submit">
            Save
          </button>
        </form>
      )}
      {isFull && (
        <p className={controls.error} role="alert">
          {SAVED_MAX} filters are saved. Delete one first.
        </p>
      )}
    </div>
  );
}
