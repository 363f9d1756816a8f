// The sentences of the grid stand in the page, <template id="grid-words">, where they are translated like all others.

const texts = new Map(
  [...document.getElementById("grid-words").content.querySelectorAll("data")].map((data) => [
    data.getAttribute("value"),
    data.textContent.trim(),
  ]),
);

/**
 * The sentence of that name, each {placeholder} filled in.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(name, values = {}) {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`No sentence "${name}" in #grid-words`);
  return text.replace(/\{(\w+)\}/g, (_mark, key) => String(values[key]));
}
