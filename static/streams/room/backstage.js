// For those who keep order: what waits for them, the modes, the shield.
import { say } from "../../js/notices.js";
import { ask, hears, hearsPersonally } from "./room.js";
import { word } from "./words.js";

const panel = document.querySelector("[data-backstage]");
const waiting = new Map();
// After the longest delay everybody has it.
const LATE_AT_MOST = 6_000;

function complain(error) {
  say(error.detail || error.code, { kind: "error" });
}

function count() {
  const badge = panel.querySelector("[data-desk-count]");
  badge.textContent = String(waiting.size);
  badge.hidden = waiting.size === 0;
  panel.querySelector("[data-held-empty]").hidden = waiting.size > 0;
  for (const dot of document.querySelectorAll("[data-desk-dot]")) dot.hidden = waiting.size === 0;
}

function come(item) {
  if (waiting.has(item.id)) return;
  const one = panel.querySelector("[data-held-pattern]").content.firstElementChild.cloneNode(true);
  one.querySelector("[data-by]").textContent = item.by?.name ?? "";
  one.querySelector("[data-why]").textContent = item.kind === "held" ? (item.why ?? "") : word(`held.${item.kind}`);
  one.querySelector("[data-text]").textContent = item.text ?? "";
  one.querySelector("[data-approve]").addEventListener("click", () => decide(item, true));
  one.querySelector("[data-deny]").addEventListener("click", () => decide(item, false));
  waiting.set(item.id, one);
  panel.querySelector("[data-held-list]").append(one);
}

function go(id) {
  const one = waiting.get(id);
  waiting.delete(id);
  if (!one) return;
  const isFocused = one.contains(document.activeElement);
  const next = one.nextElementSibling ?? one.previousElementSibling;
  one.remove();
  if (isFocused) next?.querySelector("[data-approve]").focus();
}

async function decide(item, approve) {
  // What is only late comes by itself.
  if (item.kind === "delayed" && approve) return leave(item);
  const buttons = waiting.get(item.id)?.querySelectorAll("button") ?? [];
  for (const button of buttons) button.setAttribute("aria-busy", "true");
  try {
    await ask(messageFor(item, approve));
    go(item.id);
    count();
  } catch (error) {
    for (const button of buttons) button.removeAttribute("aria-busy");
    // Somebody else was faster.
    if (/_(decided|not_found)$/.test(error.code)) go(item.id);
    complain(error);
    count();
  }
}

function leave({ id }) {
  go(id);
  count();
}

function messageFor({ id, kind }, approve) {
  if (kind === "delayed") return { t: "remove", message: id };
  if (kind === "unban") return { t: "unban_answer", request: id, grant: approve };
  return { t: "held", held: id, approve };
}

function heard(items) {
  for (const item of items) {
    if (item.kind === "decided") go(item.held);
    else come(item);
    if (item.kind === "delayed") setTimeout(leave, LATE_AT_MOST, item);
  }
  count();
}

// A control shows what the room says, also after it was pressed and refused.
function control(name) {
  return panel.querySelector(`[data-mode="${name}"]`);
}

let modes = {};
function show(now) {
  modes = now;
  for (const each of panel.querySelectorAll("[data-mode]")) {
    const value = now[each.dataset.mode];
    if (each.type === "checkbox") each.checked = Boolean(value);
    else if (each !== document.activeElement || each.tagName === "SELECT") each.value = String(value ?? 0);
  }
  control("follow_age").disabled = !now.followers;
  const shield = panel.querySelector("[data-shield]");
  shield.setAttribute("aria-pressed", String(Boolean(now.shield)));
  panel.querySelector("[data-shield-words]").textContent = now.shield ? shield.dataset.up : shield.dataset.down;
}

async function wish(message) {
  try {
    await ask(message);
  } catch (error) {
    show(modes);
    complain(error);
  }
}

if (panel) {
  panel.addEventListener("change", ({ target }) => {
    const { mode } = target.dataset;
    if (mode) wish({ t: "mode", name: mode, value: target.type === "checkbox" ? Number(target.checked) : Number(target.value) });
  });
  panel.querySelector("[data-shield]").addEventListener("click", () => wish({ t: "shield", on: !modes.shield }));
  hears("modes", show);
  hearsPersonally("desk", heard);
  heard(JSON.parse(document.getElementById("watch-desk")?.textContent ?? "[]"));
}
