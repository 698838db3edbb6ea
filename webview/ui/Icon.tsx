// A codicon. Decoration unless it has a label: the word beside it says the same.

export type IconSize = "normal" | "small" | "tiny";

export function Icon(props: {
  name: string;
  size?: IconSize;
  class?: string;
  label?: string;
  spin?: boolean;
}) {
  const { name, size = "normal", label, spin = false } = props;
  const classes = `codicon codicon-${name} icon icon-${size}${spin ? " codicon-modifier-spin" : ""} ${props.class ?? ""}`;
  return label === undefined ? (
    <span class={classes} aria-hidden="true" />
  ) : (
    <span class={classes} role="img" aria-label={label} title={label} />
  );
}
