import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskOf, Redactor } from "../../../src/core/policy/redact";
import { secretsIn, type SecretKind } from "../../../src/core/policy/secrets";

// Put together here, so that no scanner takes this file for a leak.
const FAKE = "FAKE".repeat(20);
const HEX = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const pem = (label: string, line = "\n") =>
  [`-----BEGIN ${label}-----`, FAKE, FAKE.slice(0, 40), `-----END ${label}-----`].join(line);

/** What each text hides, and all of the text that must be gone. */
const SECRETS: readonly (readonly [SecretKind, string, hidden?: string])[] = [
  ["api-key", `sk-proj-${FAKE.slice(0, 40)}`],
  ["api-key", `sk-ant-api03-${FAKE}`],
  ["api-key", `sk-or-v1-${HEX}`],
  ["api-key", `sk-${FAKE.slice(0, 48)}`],
  ["api-key", `sk-${HEX.slice(0, 32)}`],
  ["api-key", "sk-canary-4b1d0c97e2"],
  ["api-key", `ghp_${FAKE.slice(0, 36)}`],
  ["api-key", `github_pat_${FAKE.slice(0, 22)}_${FAKE.slice(0, 59)}`],
  ["api-key", `glpat-${FAKE.slice(0, 20)}`],
  ["api-key", `xoxb-123456789012-${FAKE.slice(0, 24)}`],
  ["api-key", `AIza${FAKE.slice(0, 35)}`],
  ["api-key", `ya29.${FAKE.slice(0, 60)}`],
  ["api-key", `hf_${FAKE.slice(0, 34)}`],
  ["api-key", `npm_${FAKE.slice(0, 36)}`],
  ["api-key", `sk_live_${FAKE.slice(0, 24)}`],
  ["api-key", `gsk_${FAKE.slice(0, 52)}`],
  ["api-key", `SG.${FAKE.slice(0, 22)}.${FAKE.slice(0, 43)}`],
  ["aws-key", `AKIA${FAKE.slice(0, 16)}`],
  ["aws-key", `aws_secret_access_key = ${FAKE.slice(0, 40)}`, FAKE.slice(0, 40)],
  ["aws-key", `"AWS_SECRET_ACCESS_KEY": "${FAKE.slice(0, 38)}+/"`, `${FAKE.slice(0, 38)}+/`],
  ["bearer-token", "Authorization: Bearer 4f9d2c81aa03be77c1", "4f9d2c81aa03be77c1"],
  ["bearer-token", "curl -H 'authorization: bearer ab12.cd34ef56gh78.ij90'", "ab12.cd34ef56gh78.ij90"],
  ["bearer-token", `"authorization": "Basic ZmFrZTpmYWtlZmFrZQ=="`, "ZmFrZTpmYWtlZmFrZQ=="],
  ["jwt", "eyJGQUtFIjoiRkFLRSJ9.eyJGQUtFIjoiRkFLRSJ9.FAKEFAKEFAKE"],
  ["private-key", pem("RSA PRIVATE KEY")],
  ["private-key", pem("OPENSSH PRIVATE KEY", "\\n")],
  ["private-key", pem("EC PRIVATE KEY", "\\\\n")],
  ["private-key", pem("PGP PRIVATE KEY BLOCK")],
  [
    "private-key",
    `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${FAKE}\n-----END RSA PRIVATE KEY-----`,
  ],
  ["private-key", `-----BEGIN PRIVATE KEY-----\n${FAKE}`],
  ["password", "postgres://app:hunter2@db.internal:5432/shop", "hunter2"],
  ["password", "mongodb+srv://app:p%40ss-w0rd@cluster0.example.net", "p%40ss-w0rd"],
  ["password", "redis://:s3cr3tpass@127.0.0.1:6379", "s3cr3tpass"],
  ["password", "Server=db;User Id=sa;Password=Tr0ub4dor&3x;", "Tr0ub4dor"],
  ["password", '{\\"password\\": \\"hunter2x\\"}', "hunter2x"],
  ["api-key", `API_KEY=${HEX.slice(0, 32)}`, HEX.slice(0, 32)],
  ["api-key", "client_secret: 7d1f0c2e-93ab-4c55-8f10-1b2c3d4e5f60", "7d1f0c2e-93ab-4c55-8f10-1b2c3d4e5f60"],
  ["api-key", "export STRIPE_SECRET='whk3yab12cd34ef56'", "whk3yab12cd34ef56"],
];

/** Ordinary texts of agents that look a little like secrets. */
const NEAR_MISSES: readonly string[] = [
  HEX,
  HEX.slice(0, 40),
  "d41d8cd98f00b204e9800998ecf8427e",
  "7d1f0c2e-93ab-4c55-8f10-1b2c3d4e5f60",
  "commit 3f2c9b1a7d, tree e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "call_9q2KfQm3XvJ0aLr7TzWb5nYe",
  "toolu_01A09q90qw90lq917835lq9",
  "msg_01XFDUDYJgAACzvnptvVoYEL chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
  "pip install sk-learn-extension-for-intel-cpus",
  'class="sk-fading-circle sk-circle12 sk-child"',
  "task-runner-with-a-very-long-name-2024-edition",
  "The bearer of this letter is a friend. Bearer authentication is used.",
  "Send it as `Authorization: Bearer <token>` or `Bearer ${OPENAI_API_KEY}`.",
  "Authorization: Bearer YOUR_API_KEY_GOES_HERE_1",
  "Basic authentication, the basics of authorization",
  "Set OPENAI_API_KEY=your-api-key-here-123 or api_key=os.environ['OPENAI_API_KEY']",
  "const apiKey = process.env.OPENAI_API_KEY2; password = getPassword1(user)",
  'password: "********" and Password = [redacted] and pwd=$DB_PASSWORD_1',
  "The password must have 8 characters. Password: required. Password policy: 12characters",
  "max_tokens: 4096, next_page_token: CAUQAA, token count 1234567890ab",
  "primary_key: user_id_1234567890, key: value1234567890",
  "secret_name: projects/p1/secrets/s1 and secrets: [a1b2c3d4e5f6g7]",
  "http://localhost:8080/users/@me and https://example.com:443?to=me@example.org",
  "https://medium.com/@author/a-title-3f2c9b1a7d git@github.com:owner/repo.git npm:@scope/name@1.2.3",
  "ssh://git@example.org:22/repo.git ftp://user@example.org",
  "postgres://app:${DB_PASSWORD}@db/shop and postgres://app:<password>@db and redis://:password@host",
  "-----BEGIN CERTIFICATE-----\nFAKEFAKEFAKE\n-----END CERTIFICATE-----",
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 user@host",
  "eyJhbGciOiJIUzI1NiJ9 is only a header, and so is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0",
  "ASIAPACIFICREGIONSXX and AKIA is a prefix",
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
  "gh_actions, npm_config_registry, hf_transfer, sbp_status, glob-pattern",
  '{"type":"object","properties":{"password":{"type":"string","description":"The password"},"api_key":{"type":"string"}}}',
];

describe("a secret", () => {
  const cases = SECRETS.map(([kind, text, hidden = text]) => ({ kind, text, hidden }));

  it.each(cases)("of kind $kind is masked: $text", ({ kind, text, hidden }) => {
    const around = `It is ${text} , use it.`;
    expect(secretsIn(around).map((secret) => secret.kind)).toEqual([kind]);
    const masked = new Redactor().text(around);
    expect(masked).toContain(maskOf(kind));
    for (let at = 0; at + 12 <= hidden.length; at++) expect(masked).not.toContain(hidden.slice(at, at + 12));
    expect(masked).not.toContain(hidden);
  });

  it.each(NEAR_MISSES)("is not seen in %s", (text) => {
    expect(secretsIn(text)).toEqual([]);
  });

  it("is found inside a JSON value, by its shape and by the name of its member", () => {
    const redactor = new Redactor();
    const value = {
      env: { KEY: `sk-proj-${FAKE.slice(0, 40)}`, PASSWORD: "hunter2x", HOME: "/home/ada" },
      list: ["a", "Bearer 4f9d2c81aa03be77c1"],
      password: { type: "string" },
      id: "7d1f0c2e-93ab-4c55-8f10-1b2c3d4e5f60",
    };
    expect(redactor.value(value)).toEqual({
      env: { KEY: "[masked api-key]", PASSWORD: "[masked password]", HOME: "/home/ada" },
      list: ["a", "Bearer [masked bearer-token]"],
      password: { type: "string" },
      id: "7d1f0c2e-93ab-4c55-8f10-1b2c3d4e5f60",
    });
    expect(redactor.counts()).toEqual([
      { kind: "api-key", count: 1 },
      { kind: "password", count: 1 },
      { kind: "bearer-token", count: 1 },
    ]);
  });

  it("counts once, however often it stands there", () => {
    const redactor = new Redactor();
    const text = `Use sk-${HEX.slice(0, 32)}, again: sk-${HEX.slice(0, 32)}. `.repeat(20);
    redactor.text(text);
    redactor.text(`${text} and AKIA${FAKE.slice(0, 16)}`);
    expect(redactor.total()).toBe(2);
  });
});

describe("a body that is sent as it was recorded", () => {
  it("keeps every byte but those of a secret", () => {
    const body = (key: string, password: string) =>
      `{ "model":"m" , "temperature": 1.0,\n "messages":[{"role":"user","content":"caf\\u00e9 ${key}"}], "args":"{\\"password\\": \\"${password}\\"}", "n":1.0, "n":2 }`;
    expect(new Redactor().json(body(`sk-${HEX.slice(0, 32)}`, "hunter2x"))).toBe(
      body("[masked api-key]", "[masked password]").replace("\\u00e9", "é"),
    );
    expect(new Redactor().json(body("no key", "********"))).toBe(body("no key", "********"));
  });

  it("is read as JSON: a secret that JSON spells its own way is masked, and what is signed is left alone", () => {
    const redactor = new Redactor();
    expect(redactor.json('{"db":"postgres:\\/\\/app:p\\u00e4ss\\u0077ord9@h","password" : "hunter2x"}')).toBe(
      '{"db":"postgres://app:[masked password]@h","password" : "[masked password]"}',
    );
    const signed = `{"signature":"sk-${HEX.slice(0, 32)}"}`;
    expect(redactor.json(signed)).toBe(signed);
  });

  it("masks as its value is masked, whatever it holds", () => {
    const secret = fc.constantFrom(...SECRETS.map(([, text]) => text), ...NEAR_MISSES);
    const json = fc.jsonValue({ noUnicodeString: false });
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(json, secret, fc.dictionary(fc.constantFrom("password", "api_key", "note"), secret)),
        ),
        (value) => {
          const masked = new Redactor().json(JSON.stringify(value));
          expect(JSON.parse(masked)).toEqual(JSON.parse(JSON.stringify(new Redactor().value(value))));
          expect(new Redactor().json(masked)).toBe(masked);
        },
      ),
    );
  });

  it("that is no JSON is masked as a text, and never throws", () => {
    expect(new Redactor().json(`{"a": "broken sk-${HEX.slice(0, 32)}`)).toBe(
      '{"a": "broken [masked api-key]',
    );
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void new Redactor().json(text)));
  });
});

describe("a text made to take for ever", () => {
  // One pass takes milliseconds; a pass for each place where something begins would not end within the test's limit.
  it.each([
    ["quotes and slashes", '\\"'.repeat(200_000)],
    ["starts of keys without an end", "-----BEGIN PRIVATE KEY-----".repeat(4000)],
    ["starts of addresses", "abcdefgh://u:".repeat(100_000)],
    ["names without values", "password=".repeat(50_000)],
    ["one long word", "sk-".repeat(150_000)],
    ["starts of tokens", "eyJAAAAAAAAAAAA.a.".repeat(50_000)],
    ["runs of a token", `Bearer ${"a.".repeat(200_000)}`],
  ])("is read in one pass: %s", (_, text) => {
    expect(new Redactor().json(new Redactor().text(text))).toBe(text);
  });
});
