// What scripts say on this page, by name, in the language of the page: <template id="words"> has the texts.
const language = document.documentElement.lang;
const texts = document.getElementById("words").content;
const whole = new Intl.NumberFormat(language);
const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1, roundingMode: "floor" });

export const figure = (number) => whole.format(number);
export const compact = (number) => short.format(number);

// word("mode.slow", { seconds: 10 })
export function word(name, values = {}) {
  const text = texts.querySelector(`[data-word="${name}"]`)?.textContent.trim() ?? "";
  return Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, () => value), text);
}

export function counted(name, number) {
  return word(`${name}.${number === 1 ? "one" : "many"}`, { number: figure(number) });
}
