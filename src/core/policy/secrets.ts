// Finds secrets in a text: keys by the shape their issuers give them, and values that a name calls a secret.
//
// A false alarm changes what a model is asked, so that a rule must be able to say what it found: hashes, UUIDs, long
// words and places for a value (`${API_KEY}`, `<your key>`) are no secrets. Every rule runs in one pass over the text.

export type SecretKind = "api-key" | "aws-key" | "bearer-token" | "jwt" | "private-key" | "password";

export interface Secret {
  readonly kind: SecretKind;
  readonly value: string;
  /** Where the value stands in the text. */
  readonly start: number;
  readonly end: number;
}

interface Rule {
  readonly kind: SecretKind;
  /** Finds candidates; the group `secret` is what is hidden, the whole match where it has none. */
  readonly pattern: RegExp;
  /** Whether a candidate is one. */
  readonly holds?: (value: string, text: string, end: number) => boolean;
}

/** What issuers put at the front of their keys, and what stands behind it. */
const ISSUED: readonly string[] = [
  "sk-(?:proj|ant|svcacct|or-v\\d)-[\\w-]{20,}",
  "sk-[A-Za-z0-9]{32,}",
  "(?:sk|rk|whsec)_(?:live|test)_[A-Za-z0-9]{16,}",
  "gh[pousr]_[A-Za-z0-9]{36,}",
  "github_pat_\\w{22,}",
  "gl(?:pat|dt|ptt|rt)-[\\w-]{20,}",
  "xox[abeoprs]-[A-Za-z0-9-]{10,}",
  "xapp-\\d-[A-Z0-9]+-[A-Za-z0-9-]{20,}",
  "AIza[\\w-]{35}",
  "GOCSPX-[\\w-]{24,}",
  "ya29\\.[\\w-]{20,}",
  "SG\\.[\\w-]{16,}\\.[\\w-]{16,}",
  "hf_[A-Za-z0-9]{30,}",
  "npm_[A-Za-z0-9]{36,}",
  "pypi-AgE[\\w-]{50,}",
  "(?:gsk|csk)_[A-Za-z0-9]{40,}",
  "(?:xai|pplx|nvapi|tvly(?:-dev|-prod)?)-[A-Za-z0-9_]{24,}",
  "r8_[A-Za-z0-9]{37,}",
  "lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}",
  "pk-lf-[a-f0-9-]{36}",
  "dop_v1_[a-f0-9]{64}",
  "dapi[a-f0-9]{32}",
  "sbp_[a-f0-9]{40}",
  "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
  "(?:lin_api|ntn)_[A-Za-z0-9]{36,}",
  "\\d{8,10}:AA[\\w-]{33}",
  "AccountKey=[A-Za-z0-9+/]{64,}={0,2}",
];

const RULES: readonly Rule[] = [
  {
    kind: "private-key",
    // Up to its end where that is there, else as far as its letters reach. In JSON its line ends are `\n`.
    pattern:
      /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----)){16,20000}-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----|(?:[A-Za-z0-9+/=\s]|\\+[nr]){16,})/g,
  },
  { kind: "jwt", pattern: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g },
  { kind: "aws-key", pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA(?=[A-Z]*\d))[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    kind: "aws-key",
    pattern:
      /aws_?secret_?(?:access_?)?key["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi,
  },
  { kind: "api-key", pattern: new RegExp(`(?<![\\w-])(?:${ISSUED.join("|")})`, "g") },
  { kind: "api-key", pattern: /(?<![\w-])sk-[\w-]{16,}/g, holds: hasMixedRun },
  {
    kind: "bearer-token",
    pattern: /(?<![\w-])bearer\s{1,4}(?<secret>[\w.~+/-]{16,}={0,2})/dgi,
    holds: isTokenLike,
  },
  {
    kind: "bearer-token",
    pattern:
      /authorization["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}basic\s{1,4}(?<secret>[A-Za-z0-9+/]{12,}={0,2})/dgi,
  },
  {
    kind: "password",
    // The password of an address: `postgres://user:password@host`.
    pattern:
      /(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>\\?#]{0,200}:(?<secret>[^\s@/"'<>\\?#]{3,200})@/dgi,
    holds: (value) => !isPlaceholder(value),
  },
  {
    kind: "password",
    pattern:
      /(?<![A-Za-z])(?:password|passwd|passphrase|pwd)["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}(?<secret>[^\s"'\\,;&<>{}()[\]`]{6,200})/dgi,
    holds: isAssignedSecret,
  },
  {
    kind: "api-key",
    pattern:
      /(?:api|secret|access|private|account|auth|encryption|signing)[_-]?(?:key|token)["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}(?<secret>[^\s"'\\,;&<>{}()[\]`]{12,400})/dgi,
    holds: isAssignedSecret,
  },
  {
    kind: "api-key",
    pattern:
      /(?<![A-Za-z])(?:(?:client|app|webhook|shared)[_-]?)?secret["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}(?<secret>[^\s"'\\,;&<>{}()[\]`]{12,400})/dgi,
    holds: isAssignedSecret,
  },
];

/** What every secret has somewhere near it: a text without any of these holds none, and most texts hold none. */
const HINT =
  /sk-|_(?:live|test)_|gh[pousr]_|github_pat_|gl(?:pat|dt|ptt|rt)-|xox[abeoprs]-|xapp-|AIza|GOCSPX-|ya29\.|SG\.|hf_|npm_|pypi-|[gc]sk_|xai-|pplx-|tvly-|nvapi-|r8_|lsv2_|pk-lf-|dop_v1_|dapi|sbp_|shp[acps]|lin_api_|ntn_|:AA|AccountKey|-----BEGIN|eyJ|AKIA|ASIA|bearer|authorization|:\/\/|passw|passphrase|pwd|secret|[_-]?key|token/i;

/** The secrets of a text in their order; where two rules find one, the longer. */
export function secretsIn(text: string): Secret[] {
  if (!HINT.test(text)) return [];
  const found = RULES.flatMap((rule) => candidates(rule, text));
  found.sort((left, right) => left.start - right.start || right.end - left.end);
  const kept: Secret[] = [];
  for (const secret of found) if (secret.start >= (kept.at(-1)?.end ?? 0)) kept.push(secret);
  return kept;
}

/** Whether a name may say that its value is a secret: members of JSON objects and attributes. */
export function mayNameSecret(name: string): boolean {
  return name.length <= MAX_NAME && /passw|passphrase|pwd|secret|key|token|authorization/i.test(name);
}

const MAX_NAME = 100;

function candidates({ kind, pattern, holds }: Rule, text: string): Secret[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = match.groups?.["secret"] ?? match[0];
    const [start, end] = match.indices?.groups?.["secret"] ?? [match.index, match.index + match[0].length];
    return holds?.(value, text, end) === false ? [] : [{ kind, value, start, end }];
  });
}

/** A run of ten or more letters and digits of both kinds: `sk-canary-4b1d0c97e2`, not `sk-learn-extension-for-cpus`. */
function hasMixedRun(value: string): boolean {
  return value
    .slice(3)
    .split(/[-_]/)
    .some((run) => run.length >= 10 && /\d.*\d/.test(run) && /[A-Za-z]/.test(run));
}

/** Words after “bearer” are no token: one run of it has letters and digits, or letters of both cases. */
function isTokenLike(value: string): boolean {
  if (isPlaceholder(value)) return false;
  return value.split(/[-.~+/=_]/).some((run) => {
    const isMixed = run.length >= 10 && /\d/.test(run) && /[A-Za-z]/.test(run);
    return isMixed || (run.length >= 16 && /[a-z][A-Z].*[a-z][A-Z]/.test(run));
  });
}

/** A value that is assigned to a secret's name: letters and digits, and neither code nor a place for a value. */
function isAssignedSecret(value: string, text: string, end: number): boolean {
  const isCall = text[end] === "(" || text[end] === "[";
  const isPath = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^[a-z]+:\/\//i.test(value);
  return !isCall && !isPath && !isPlaceholder(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** `${KEY}`, `$KEY`, `%s`, `****`, `[masked]`, `password`, `your-api-key-1`, `xxxxxxxx1`. */
function isPlaceholder(value: string): boolean {
  return (
    /^(?:[$%{<[]|\*{3}|\.{3}|x{3,}|X{3,})/.test(value) ||
    /^(?:your|my|the|some|example|sample|dummy|test|placeholder|changeme|change[-_]|insert|replace|none|null|undefined|redacted|masked|secret|password|passwd|pass|pwd|user|token|key)(?![A-Za-z0-9])/i.test(
      value,
    ) ||
    /^(?:your|example)/i.test(value) ||
    /^(?:[A-Z][A-Z0-9]*_)+[A-Z0-9]+$/.test(value)
  );
}
