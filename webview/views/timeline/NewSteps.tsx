import { useEffect, useRef, useState } from "preact/hooks";
import { plural } from "../../format";
import type { Panel } from "../../state/panel";
import { Icon } from "../../ui";

/** A pill that counts the steps that came while the reader looked elsewhere; following goes along without asking. */
export function NewSteps(props: { panel: Panel; isAtEnd: boolean; onFollow: () => void }) {
  const { panel, isAtEnd, onFollow } = props;
  const total = panel.rows.frame.value?.total ?? 0;
  const { following, filter, collapsed, grouped } = panel.ui.value;
  const question = `${filter}\n${collapsed.length}\n${grouped}`;
  const seen = useRef({ total, question });
  const [fresh, setFresh] = useState(0);
  useEffect(() => {
    // Another filter shows other rows: none of them is new.
    const grown =
      seen.current.question === question && seen.current.total > 0 ? total - seen.current.total : 0;
    seen.current = { total, question };
    if (following && grown > 0) onFollow();
    setFresh((before) => (isAtEnd || following ? 0 : Math.max(0, before + grown)));
  }, [total, question, isAtEnd, following]);
  // New steps are not at the end of groups.
  if (fresh === 0 || grouped) return null;
  return (
    <button type="button" class="new-steps" onClick={onFollow}>
      <Icon name="arrow-down" size="small" />
      {plural(fresh, "new step")}
    </button>
  );
}
