import { Icon, TextField, focusList } from "../../ui";
import { LEDGER_ID } from "./Ledger";
import type { MemoryStore } from "./store";

/** Where `/` leads. */
export const FILTER_ID = "memory-filter";

/** The field that narrows the ledger down: in the row of the tabs, as the filter of the timeline. */
export function LedgerFilter({ store }: { store: MemoryStore }) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Escape") store.filter.value = "";
    focusList(LEDGER_ID);
  };
  return (
    <div class="view-tools">
      <TextField
        id={FILTER_ID}
        class="filter"
        value={store.filter.value}
        label="Filter operations"
        placeholder="Filter: key, layer:, op:"
        onInput={(value) => {
          store.filter.value = value;
          store.selected.value = 0;
        }}
        onKeyDown={onKeyDown}
      >
        <span slot="start" class="filter-icon">
          <Icon name="filter" size="small" />
        </span>
      </TextField>
    </div>
  );
}
