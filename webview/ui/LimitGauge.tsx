import { exact, share } from "../format";

/** How much of a model's limit is used, thin: for where a bar to the limit would show nothing of what fills it. */
export function LimitGauge(props: { used: number; limit: number }) {
  const { used, limit } = props;
  const percent = Math.min(100, (used / limit) * 100);
  return (
    <div class="limit-gauge" title={`${exact(used)} of ${exact(limit)} tokens, ${share(used, limit)}`}>
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}
