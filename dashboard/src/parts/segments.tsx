/** A choice of one among few, as buttons side by side. */
import controls from "./controls.module.css";

export function Segments<Value extends string>(props: {
  readonly name: string;
  readonly choices: readonly {
    readonly value: Value;
    readonly label: string;
    /** Text that is awaited behind the label, not shown: its place is kept, so that nothing moves when it comes. */
    readonly awaited?: string;
  }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <div className={controls.segments} role="group" aria-label={props.name}>
      {props.choices.map(({ value, label, awaited }) => (
        <button
          key={value}
          type="button"
          className={controls.segment}
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {label}
          {awaited !== undefined && (
            <span className={controls.unseen} aria-hidden="true">
              {" "}
              {awaited}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
