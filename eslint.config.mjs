// Checks only what the browsers of .browserslistrc know. Biome checks the rest.
import { createRequire } from "node:module"

const require = createRequire(new URL("./var/npm/package.json", import.meta.url))
const compat = require("eslint-plugin-compat").configs["flat/recommended"]

// The parser refuses what came after ES2020. Of ES2020, scripts use import() only.
const youngerSyntax = ["ChainExpression", "LogicalExpression[operator='??']", "MetaProperty"]
const youngerMethods = [
  "at",
  "findLast",
  "replaceAll",
  "replaceChildren",
  "requestSubmit",
  "showPicker",
  "toSorted",
  "toSpliced",
]

// Scripts ask whether the browser has these before they use them.
const askedFor = [
  "AudioContext",
  "BroadcastChannel",
  "Intl.RelativeTimeFormat",
  "Notification",
  "ResizeObserver",
  "VisualViewport.height",
  "navigator.clipboard",
  "navigator.credentials",
]

export default [
  {
    ...compat,
    languageOptions: { ...compat.languageOptions, ecmaVersion: 2020 },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...compat.rules,
      "no-restricted-syntax": [
        "error",
        ...youngerSyntax,
        `CallExpression > MemberExpression.callee[property.name=/^(${youngerMethods.join("|")})$/]`,
      ],
    },
    settings: { lintAllEsApis: true, polyfills: askedFor },
  },
]
