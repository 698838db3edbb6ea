/** The value from before where the new one says the same, so that who draws it sees that nothing changed. Plain data only. */
export function keptIfSame<Value>(before: Value | undefined, now: Value): Value {
  return before !== undefined && isSame(before, now) ? before : now;
}

function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const keys = Object.keys(left);
  if (Array.isArray(left) !== Array.isArray(right) || keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && isSame(valueOf(left, key), valueOf(right, key)));
}

function valueOf(data: object, key: string): unknown {
  return (data as Readonly<Record<string, unknown>>)[key];
}
