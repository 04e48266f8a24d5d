// Times as the reader's own clock has them, and what is left until one. Attributes hold ISO times:
// [data-local] a moment, [data-until] how long from now in words, [data-since] how long ago, [data-left] a countdown.
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
const units = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

export function moment(iso) {
  const time = new Date(iso);
  return time.toDateString() === new Date().toDateString() ? clock.format(time) : day.format(time);
}

export function inWords(seconds) {
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? units.at(-1);
  const number = Math.max(1, Math.round(seconds / size));
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);
}

export function running(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pair = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${hours ? pair(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${pair(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function tick() {
  const now = Date.now();
  for (const place of document.querySelectorAll("[data-left]")) {
    const left = place.dataset.left && (Date.parse(place.dataset.left) - now) / 1000;
    put(place, left > 0 ? running(left) : "");
  }
  for (const place of document.querySelectorAll("[data-since]")) {
    put(place, place.dataset.since && running((now - Date.parse(place.dataset.since)) / 1000));
  }
  for (const place of document.querySelectorAll("[data-until]")) {
    const left = (Date.parse(place.dataset.until) - now) / 1000;
    put(place, left > 60 ? place.dataset.words.replace("{time}", inWords(left)) : place.dataset.soon);
  }
}

function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

for (const place of document.querySelectorAll("[data-local]")) place.textContent = moment(place.getAttribute("datetime"));
setInterval(tick, 1000);
tick();
