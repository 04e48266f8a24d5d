// The room that this page is in. Each concept says which parts it listens to; watch.js enters when all have said so.
//
//   hears("viewers", ({ now }) => {});                  // as it stands at first, and whenever it changes
//   hearsNews("gifts", (gifts) => {});                  // only what happens while one is here
//   hearsPersonally("chat_word", (words) => {});        // what is told to this person alone
import { connect } from "../../js/live.js";

export const page = document.querySelector("[data-watch]");
export const me = read("watch-me");
export const first = read("watch-room");

const standing = new Map();
const news = new Map();
const personal = new Map();
const versions = new Map();
let live;

function read(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}

export function hears(part, react) {
  add(standing, part, react);
}

export function hearsNews(part, react) {
  add(news, part, react);
}

export function hearsPersonally(part, react) {
  add(personal, part, (items) => {
    const here = items.filter(({ stream }) => !stream || stream === page.dataset.watch);
    if (here.length) react(here);
  });
}

function add(to, part, react) {
  to.set(part, [...(to.get(part) ?? []), react]);
}

// Of two values the newer one holds, whichever came first.
function isStale(part, value) {
  if (typeof value?.version !== "number") return false;
  const isOld = value.version < (versions.get(part) ?? -1);
  if (!isOld) versions.set(part, value.version);
  return isOld;
}

function stands(state) {
  for (const [part, value] of Object.entries(state)) {
    if (standing.has(part) && !isStale(part, value)) for (const react of standing.get(part)) react(value, { all: true });
  }
}

export function enter() {
  stands(first);
  const parts = {};
  for (const part of new Set([...standing.keys(), ...news.keys()])) {
    parts[part] = (value) => {
      if (isStale(part, value)) return;
      for (const react of [...(standing.get(part) ?? []), ...(news.get(part) ?? [])]) react(value, { all: false });
    };
  }
  const own = Object.fromEntries([...personal].map(([part, all]) => [part, (items) => all.forEach((react) => react(items))]));
  live = connect(page.dataset.livePath, { snapshot: (state, room) => room || stands(state), parts, me: own });
}

export const ask = (message) => live.ask(message);
export const tell = (message) => live.tell(message);
