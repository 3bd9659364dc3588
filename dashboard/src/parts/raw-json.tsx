/** A value as indented JSON with quiet names, and a button that copies it. */
import { Fragment } from "react";
import { CopyButton } from "./copy-button.tsx";
import styles from "./raw-json.module.css";

const LINE = /^(\s*)("(?:[^"\\]|\\.)*")(: )(.*)$/;

export function RawJson({ value }: { readonly value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <div className={styles.box}>
      <CopyButton text={text} label="Copy JSON" className={styles.copy} />
      <pre className={styles.text} tabIndex={0}>
        {text.split("\n").map((line, index) => {
          const parts = LINE.exec(line);
          // Lines of one immutable text: their place is their identity.
          return (
            <Fragment key={`${index} ${line}`}>
              {parts === null ? (
                line
              ) : (
                <>
                  {parts[1]}
                  <span className={styles.name}>{parts[2]}</span>
                  {parts[3]}
                  {parts[4]}
                </>
              )}
              {"\n"}
            </Fragment>
          );
        })}
      </pre>
    </div>
  );
}
