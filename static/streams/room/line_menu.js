// What can be done with a line: a button comes to the line that is pointed at or focused, and opens one menu for all.
import { insert, replyTo } from "./composer.js";
import { itemOf } from "./line.js";
import { ask, me } from "./room.js";
import { say } from "../../js/notices.js";
import { word } from "./words.js";

const BLANK = "00000000-0000-0000-0000-000000000000";
const log = document.querySelector("[data-log]");
const menu = document.querySelector("[data-line-menu]");
const opener = document.getElementById("line-acts-pattern").content.firstElementChild.cloneNode(true);
const banning = document.querySelector("[data-ban]");
const address = menu.querySelector("[data-act=report]")?.getAttribute("href");
let line = null;

const visible = () => [...menu.querySelectorAll("[role=menuitem]")].filter((each) => each.checkVisibility());

function follow({ target }) {
  const found = target.closest?.("[data-line]");
  if (!found || menu.matches(":popover-open") || found.contains(opener)) return;
  if (me.id && itemOf(found)) found.append(opener);
}

// Which acts fit this line and whoever looks at it.
function fit() {
  const item = itemOf(line);
  const isOwn = item.by.id === me.id;
  const isPerson = Boolean(item.by.id) && !isOwn && item.by.role !== "creator";
  const fits = { reply: true, mention: !isOwn && Boolean(item.by.name), report: !isOwn, remove: isOwn || me.may_moderate, pin: true };
  for (const [act, does] of Object.entries(fits)) menu.querySelector(`[data-act=${act}]`)?.toggleAttribute("hidden", !does);
  const person = menu.querySelector("[data-about-person]");
  if (person) {
    person.hidden = !isPerson;
    const title = person.querySelector("[data-person]");
    title.textContent = title.dataset.words.replace("{name}", () => item.by.name);
  }
  menu.querySelector("[data-act=report]")?.setAttribute("href", address.replace(BLANK, item.id));
}

async function moderate(message, told = "") {
  try {
    await ask(message);
    if (told) say(told, { kind: "success" });
  } catch (error) {
    say(error.detail || error.code, { kind: "error" });
  }
}

const acts = {
  reply: () => replyTo(line),
  mention: ({ by }) => insert(`@${by.name}`),
  remove: ({ id }) => moderate({ t: "remove", message: id }),
  pin: ({ id }) => moderate({ t: "pin", message: id }),
  timeout: ({ by }, { seconds }) => moderate({ t: "timeout", person: by.id, seconds: Number(seconds), reason: "" }, word("told.timeout", { name: by.name })),
  ban: ({ by }) => {
    const title = banning.querySelector("[data-ban-title]");
    title.textContent = title.dataset.words.replace("{name}", () => by.name);
    banning.dataset.person = by.id;
    banning.dataset.name = by.name;
    banning.returnValue = "";
    banning.showModal();
  },
};

menu.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-act]");
  if (!button || button.href) return;
  const item = itemOf(line);
  menu.hidePopover();
  acts[button.dataset.act]?.(item, button.dataset);
});
menu.addEventListener("keydown", (event) => {
  const all = visible();
  const place = all.indexOf(document.activeElement);
  const next = { ArrowDown: place + 1, ArrowRight: place + 1, ArrowUp: place - 1, ArrowLeft: place - 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (next === undefined) return;
  event.preventDefault();
  all[(next + all.length) % all.length]?.focus();
});
menu.addEventListener("beforetoggle", ({ newState }) => {
  if (newState !== "open") return;
  line = opener.closest("[data-line]");
  fit();
});
menu.addEventListener("toggle", ({ newState }) => {
  if (newState === "open") visible()[0]?.focus();
  else if (document.activeElement === document.body || document.activeElement === opener) line?.focus();
});

opener.popoverTargetElement = menu;
log.addEventListener("pointerover", follow);
log.addEventListener("focusin", follow);
log.addEventListener("keydown", (event) => {
  const focused = event.target.closest("[data-line]");
  if (!focused || event.target !== focused || !me.id) return;
  if (event.key === "Enter" || event.key === "ContextMenu") opener.click();
  else if (event.key === "r") replyTo(focused);
  else if (event.key === "Delete" && (me.may_moderate || itemOf(focused).by.id === me.id)) acts.remove(itemOf(focused));
  else return;
  event.preventDefault();
  event.stopPropagation();
});

banning?.addEventListener("close", () => {
  if (banning.returnValue !== "ban") return;
  const { person, name } = banning.dataset;
  const field = banning.querySelector("[name=reason]");
  moderate({ t: "ban", person, reason: field.value.trim() }, word("told.ban", { name }));
  field.value = "";
});
