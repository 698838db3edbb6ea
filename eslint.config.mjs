// Strict from the first commit, on every folder.
import tseslint from "typescript-eslint";

const typescript = ["src/**/*.ts", "webview/**/*.{ts,tsx}", "test/**/*.{ts,tsx}", "*.ts"];

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "node_modules/**",
      "artifacts/**",
      ".cache/**",
      "test/fixtures/captures/**",
      "test/fixtures/corpus/**",
    ],
  },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.ts"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/unified-signatures": "off",
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Trace text is hostile: text nodes only.",
        },
        {
          selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]",
          message: "Trace text is hostile: text nodes only.",
        },
      ],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/engine/store/**"],
    rules: {},
  },
  {
    // A bench and the estimator's check print figures: that is what they are for.
    files: ["test/bench/**/*.ts", "test/core/model/context-window/estimate.test.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["webview/**/*.{ts,tsx}"],
    ignores: ["webview/ui/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@vscode/webview-ui-toolkit*"], message: "Use webview/ui." }] },
      ],
    },
  },
  {
    files: ["**/*.mjs"],
    extends: [tseslint.configs.recommended],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
);
