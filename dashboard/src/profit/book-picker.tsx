/** Chooses the book that a view is about: those of real money side by side, simulated money behind one button. */
import { Check, ChevronDown } from "lucide-react";
import { type Book, bookId, bookName, isDry, isSameBook } from "../figures/book.ts";
import choices from "../parts/choices.module.css";
import controls from "../parts/controls.module.css";
import { Popover } from "../parts/popover.tsx";
import { Segments } from "../parts/segments.tsx";

export function BookPicker(props: {
  readonly books: readonly Book[];
  readonly shown: Book;
  readonly onChange: (id: string) => void;
}) {
  const { books, shown, onChange } = props;
  const real = books.filter((book) => !isDry(book));
  const dry = books.filter(isDry);
  // Folded away only beside something.
  const [beside, folded] = real.length === 0 ? [dry, []] : [real, dry];
  if (books.length === 1) return <h2>{bookName(shown)}</h2>;
  return (
    <>
      <Segments
        name="Book"
        choices={beside.map((book) => ({ value: bookId(book), label: bookName(book) }))}
        value={bookId(shown)}
        onChange={onChange}
      />
      {folded.length > 0 && (
        <Popover
          className={controls.quiet}
          label={
            <>
              {isDry(shown) ? bookName(shown) : "Dry-run"}
              <ChevronDown size={14} aria-hidden="true" />
            </>
          }
        >
          {() => (
            <div className={choices.list} role="group" aria-label="Dry-run books">
              {folded.map((book) => (
                <button
                  key={bookId(book)}
                  type="button"
                  className={choices.choice}
                  aria-pressed={isSameBook(book, shown)}
                  onClick={() => onChange(bookId(book))}
                >
                  {bookName(book)}
                  {isSameBook(book, shown) && <Check size={14} aria-hidden="true" />}
                </button>
              ))}
            </div>
          )}
        </Popover>
      )}
    </>
  );
}
