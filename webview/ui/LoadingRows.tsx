import { useEffect, useState } from "preact/hooks";

/** Nothing at first, then grey rows where rows will be: a short wait should not flicker. */
export function LoadingRows(props: { label: string }) {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return <div class="view-column" aria-busy="true" />;
  return (
    <div class="view-column skeleton" aria-busy="true" role="status" aria-label={props.label}>
      {Array.from({ length: 12 }, (_, at) => (
        <span key={at} class={`ghost ghost-${at % 3}`} />
      ))}
    </div>
  );
}
