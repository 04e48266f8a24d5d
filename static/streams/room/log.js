// The lines of chat: they stay at the newest, unless somebody reads further up; arrows walk from line to line.
import { drawLine } from "./line.js";
import { first, hears } from "./room.js";
import { counted } from "./words.js";

const MOST_LINES = 300;
const NEAR = 48;
const log = document.querySelector("[data-log]");
const pill = document.querySelector("[data-new]");
const lines = new Map();
let isAtEnd = true;
let missed = 0;

export const has = (id) => lines.has(id);
export const oldest = () => lines.keys().next().value;
export const lineOf = (id) => lines.get(id);

// Anything may stand at the end of the log; only what has an id is known by it.
export function append(elements) {
  log.querySelector("[data-empty]")?.remove();
  log.append(...elements);
  if (isAtEnd) toEnd();
  else {
    missed += elements.length;
    showPill();
  }
}

export function say(items) {
  const fresh = items.filter(({ id }) => !lines.has(id)).map(known);
  if (fresh.length) append(fresh);
}

function known(item) {
  const line = drawLine(item);
  lines.set(item.id, line);
  return line;
}

export function prepend(items) {
  const fresh = items.filter(({ id }) => !lines.has(id));
  const before = [...lines];
  const drawnLines = fresh.map(known);
  // Oldest first, in the map as on the page.
  lines.clear();
  fresh.forEach(({ id }, place) => lines.set(id, drawnLines[place]));
  for (const [id, line] of before) lines.set(id, line);
  const from = log.scrollHeight - log.scrollTop;
  const anchor = before[0]?.[1] ?? null;
  if (anchor) anchor.before(...drawnLines);
  else log.append(...drawnLines);
  log.scrollTop = log.scrollHeight - from;
}

export function take(ids) {
  for (const id of ids) {
    const line = lines.get(id);
    lines.delete(id);
    if (!line) continue;
    if (line.contains(document.activeElement)) log.focus({ preventScroll: true });
    line.remove();
  }
}

// After a gap: what is missing comes, what is gone goes, and everything else stays where one was reading.
function stand(items) {
  const now = new Set(items.map(({ id }) => id));
  const since = items[0]?.id;
  const last = [...lines.keys()].at(-1);
  const isApart = items.length && last && last < since;
  const gone = [...lines.keys()].filter((id) => isApart || (since && id >= since && !now.has(id)));
  take(items.length ? gone : [...lines.keys()]);
  say(items);
}

function toEnd() {
  missed = 0;
  showPill();
  while (lines.size > MOST_LINES) take([oldest()]);
  log.scrollTop = log.scrollHeight;
}

function showPill() {
  pill.hidden = missed === 0;
  pill.querySelector("[data-new-words]").textContent = missed ? counted("new", missed) : "";
}

log.addEventListener("scroll", () => {
  isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - NEAR;
  if (isAtEnd && missed) toEnd();
});
pill.addEventListener("click", () => {
  isAtEnd = true;
  toEnd();
  log.focus({ preventScroll: true });
});
new ResizeObserver(() => isAtEnd && (log.scrollTop = log.scrollHeight)).observe(log);

log.addEventListener("keydown", (event) => {
  const all = [...log.querySelectorAll(".line")];
  const place = all.indexOf(document.activeElement.closest(".line"));
  const next = { ArrowUp: place < 0 ? all.length - 1 : place - 1, ArrowDown: place < 0 ? all.length - 1 : place + 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined || event.target.closest("[popover]")) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
});

// What the server drew is drawn again, with its links and emotes, where scripts can find it.
for (const line of log.querySelectorAll("[data-line]")) line.remove();
if (first.chat?.length === 0) isAtEnd = true;
hears("chat", (items, { all }) => (all ? stand(items) : say(items)));
hears("removed", take);
