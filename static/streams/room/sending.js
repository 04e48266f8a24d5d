// One's own lines on their way. Each keeps its key until the room has it: said twice, it is one line. What could not be
// sent waits in this tab, also when the page is loaded again.
import { drawLine } from "./line.js";
import { append, has, say } from "./log.js";
import { ask, hearsPersonally, me, page } from "./room.js";
import { say as notice } from "../../js/notices.js";
import { word } from "./words.js";

const STORE = `unsent:${page.dataset.watch}`;
const RETRIED = ["disconnected", "unavailable"];
const waiting = new Map();
const held = [];
let refuse = () => {};

// What the room says no to goes back to where it was written: refused(wish, error).
export function whenRefused(react) {
  refuse = react;
}

export function send(text, reply = null) {
  const wish = { key: crypto.randomUUID(), text, reply };
  show(wish);
  return attempt(wish);
}

function show(wish) {
  const by = { id: me.id, name: me.name, role: me.role ?? "viewer", badges: [], colour: me.colour ?? 0 };
  const line = drawLine({ id: `key-${wish.key}`, kind: "message", by, text: wish.text, parts: [wish.text], reply: wish.reply && { name: wish.reply.name, text: wish.reply.text } });
  delete line.dataset.line;
  line.classList.add("line--pending");
  line.querySelector("[data-again]").addEventListener("click", () => attempt(wish));
  line.querySelector("[data-drop]").addEventListener("click", () => drop(wish));
  waiting.set(wish.key, { wish, line });
  keep();
  append([line]);
}

async function attempt(wish) {
  const entry = waiting.get(wish.key);
  if (!entry || entry.isBusy) return;
  entry.isBusy = true;
  state(entry.line, "sending");
  try {
    arrived(wish, await ask({ t: "chat", text: wish.text, reply: wish.reply?.id ?? null, key: wish.key }));
  } catch (error) {
    entry.isBusy = false;
    if (RETRIED.includes(error.code)) return state(entry.line, "unsent", { canRetry: true });
    drop(wish);
    refuse(wish, error);
  }
}

function arrived(wish, { message, held: isHeld, done }) {
  const { line } = waiting.get(wish.key);
  if (isHeld) {
    waiting.delete(wish.key);
    keep();
    held.push({ line, text: wish.text });
    line.classList.add("line--held");
    return state(line, "held");
  }
  drop(wish);
  if (message && !has(message.id)) say([message]);
  if (done) notice(done, { kind: "success" });
}

function drop({ key }) {
  waiting.get(key)?.line.remove();
  waiting.delete(key);
  keep();
}

function state(line, name, { canRetry = false } = {}) {
  const place = line.querySelector(".line__state");
  place.hidden = name === "sending";
  place.querySelector("[data-state-words]").textContent = word(`state.${name}`);
  place.querySelector("[data-again]").hidden = !canRetry;
  place.querySelector("[data-drop]").hidden = !canRetry;
}

function keep() {
  const wishes = [...waiting.values()].map(({ wish }) => wish);
  if (wishes.length) sessionStorage.setItem(STORE, JSON.stringify(wishes));
  else sessionStorage.removeItem(STORE);
}

function decided(words) {
  for (const { kind, text } of words) {
    if (kind !== "held_passed" && kind !== "held_said_no") continue;
    const place = held.findIndex((each) => each.text === text);
    const [found] = place < 0 ? [] : held.splice(place, 1);
    if (kind === "held_passed") {
      found?.line.remove();
      notice(word("told.held_passed"), { kind: "success" });
    } else if (found) {
      state(found.line, "refused");
    } else {
      notice(word("told.held_said_no"), { kind: "waiting" });
    }
  }
}

export function start() {
  for (const wish of JSON.parse(sessionStorage.getItem(STORE) ?? "[]")) {
    show(wish);
    state(waiting.get(wish.key).line, "unsent", { canRetry: true });
  }
  hearsPersonally("chat_word", decided);
  document.addEventListener("live:state", async ({ detail }) => {
    if (detail.state !== "open") return;
    for (const { wish } of [...waiting.values()]) await attempt(wish);
  });
}
