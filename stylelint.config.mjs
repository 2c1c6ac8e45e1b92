// Checks only what the browsers of .browserslistrc know. Biome checks the rest.

// Browsers that do not know these show the page without an ornament or an adaptation.
const features = [
  "at-rules.media.forced-colors",
  "at-rules.media.prefers-color-scheme",
  "at-rules.media.prefers-contrast",
  "at-rules.media.prefers-reduced-motion",
  "properties.accent-color",
  "properties.color-scheme",
  "properties.cursor",
  "properties.resize",
  "properties.scroll-behavior",
  "properties.scroll-margin-bottom",
  "properties.scroll-margin-top",
  "properties.scroll-padding-bottom",
  "properties.scroll-padding-top",
  "properties.text-decoration-thickness",
  "properties.text-size-adjust",
  "properties.text-underline-offset",
  "properties.text-wrap",
]

export default {
  plugins: ["stylelint-browser-compat"],
  reportNeedlessDisables: true,
  reportDescriptionlessDisables: true,
  rules: {
    "plugin/browser-compat": [true, { allow: { features, partialImplementation: true } }],
  },
}
