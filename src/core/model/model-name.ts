// Names of models without what hosts and releases add to them.

/** A model's name as people say it: without vendor, region, date or revision. `openai/gpt-5-mini-2026-01-01` → `gpt-5-mini`. */
export function shortModelName(model: string): string {
  return withoutDate(withoutVendor(model)) || model;
}

/** `publishers/google/models/x`, `us.anthropic.x`, `bedrock/x` → `x`. */
export function withoutVendor(model: string): string {
  const last = model.split("/").at(-1) ?? model;
  return last.replace(
    /^(?:[a-z]{2,6}\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|google)\./,
    "",
  );
}

/** `x-2026-01-01`, `x-20260101`, `x@20260101`, `x-v1:0` → `x`. */
export function withoutDate(model: string): string {
  return model.replace(/-v\d+(:\d+)?$/, "").replace(/[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6})$/, "");
}
