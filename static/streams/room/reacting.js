// Reactions: one's own rise at once and are sent together; those of the room rise as they are told.
import { say } from "../../js/notices.js";
import { rise } from "../../js/reactions.js";
import { hears, hearsNews, me, page, tell } from "./room.js";
import { compact, word } from "./words.js";

const TOGETHER = 200;
const SENT_AT_ONCE = 20;
const SHOWN_A_TICK = 8;
const SPREAD = 400;
const MOST_IN_THE_AIR = 48;
const bar = document.querySelector("[data-reactions]");
const air = page.querySelector("[data-air]");
const pressed = new Map();
const own = new Map();
const totals = new Map();
let timer = 0;

function fly(kind) {
  const button = bar.querySelector(`[data-react="${CSS.escape(kind)}"]`);
  if (!button || bar.hidden || document.hidden || air.childElementCount >= MOST_IN_THE_AIR) return;
  const { left, top, width } = button.getBoundingClientRect();
  // Where the bar stands below the stage, they rise from the stage's lower edge.
  const floor = air.getBoundingClientRect().bottom - width;
  const sway = (Math.random() - 0.5) * width;
  rise(button.querySelector("svg"), { air, from: { left: left + sway, top: Math.min(top, floor), width } });
}

function press(kind) {
  if (!me.id) return say(word("told.door"));
  add(pressed, kind, 1);
  add(own, kind, 1);
  add(totals, kind, 1);
  count(kind);
  fly(kind);
  timer ||= setTimeout(flush, TOGETHER);
}

function flush() {
  timer = 0;
  for (const [kind, number] of pressed) tell({ t: "react", kind, n: Math.min(SENT_AT_ONCE, number) });
  pressed.clear();
}

function heard(sums) {
  for (const [kind, number] of Object.entries(sums)) {
    // One's own have risen already.
    const mine = Math.min(number, own.get(kind) ?? 0);
    add(own, kind, -mine);
    const shown = Math.min(SHOWN_A_TICK, number - mine);
    for (let nth = 0; nth < shown; nth++) setTimeout(fly, Math.random() * SPREAD, kind);
    add(totals, kind, number - mine);
    count(kind);
  }
}

function add(to, kind, number) {
  to.set(kind, (to.get(kind) ?? 0) + number);
}

function count(kind) {
  const place = bar.querySelector(`[data-count="${CSS.escape(kind)}"]`);
  if (place) place.textContent = totals.get(kind) ? compact(totals.get(kind)) : "";
}

bar.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-react]");
  if (button) press(button.dataset.react);
});
hearsNews("react", heard);
hears("counts", ({ version, ...counts }) => {
  for (const [kind, number] of Object.entries(counts)) {
    totals.set(kind, number + (pressed.get(kind) ?? 0));
    count(kind);
  }
});
