/** A choice of one among few, as buttons side by side. */
import controls from "./controls.module.css";

export function Segments<Value extends string>(props: {
  readonly name: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <div className={controls.segments} role="group" aria-label={props.name}>
      {props.choices.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          className={controls.segment}
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
