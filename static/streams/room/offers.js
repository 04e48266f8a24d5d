// While one writes: names after @, emotes after :, commands after /. Arrows choose, Enter or Tab takes, Escape goes on.
import { drawEmote, names, piece } from "./line.js";
import { me } from "./room.js";

const MOST = 6;
const field = document.querySelector("[data-say]")?.elements.text;
const list = document.querySelector("[data-offers]");
let chosen = -1;
let offers = [];
let from = 0;

function wanted() {
  const before = field.value.slice(0, field.selectionStart);
  if (before.startsWith("/")) return commandsFor(before);
  const [, sign, begun] = /(?:^|\s)([@:])([\w.-]*)$/u.exec(before) ?? [];
  if (!sign) return [];
  from = before.length - begun.length - 1;
  return sign === "@" ? namesFor(begun.toLowerCase()) : begun ? emotesFor(begun.toLowerCase()) : [];
}

// Only those who keep order have commands; what comes after the verb is shown until it is all written.
function commandsFor(before) {
  from = 0;
  const [verb, ...rest] = before.split(" ");
  const found = (me.commands ?? []).filter((usage) => (rest.length ? usage.split(" ")[0] === verb : usage.startsWith(verb)));
  return found.slice(0, MOST).map((usage) => ({ text: rest.length ? "" : usage.split(" ")[0], label: usage }));
}

function namesFor(begun) {
  const all = [...names.keys()].reverse().filter((name) => name.toLowerCase().startsWith(begun));
  return all.slice(0, MOST).map((name) => ({ text: `@${name}`, label: `@${name}` }));
}

function emotesFor(begun) {
  const all = (me.emotes ?? []).filter(({ emote }) => emote.startsWith(begun));
  return all.slice(0, MOST).map((emote) => ({ text: `:${emote.emote}:`, label: `:${emote.emote}:`, picture: emote }));
}

function show() {
  offers = wanted();
  chosen = offers.length && !field.value.startsWith("/") ? 0 : -1;
  list.hidden = offers.length === 0;
  list.replaceChildren(...offers.map(draw));
  field.setAttribute("aria-expanded", String(offers.length > 0));
  point();
}

function draw({ label, picture }, place) {
  const option = piece("li", "offers__one");
  option.id = `chat-offer-${place}`;
  option.setAttribute("role", "option");
  if (picture) option.append(drawEmote(picture));
  option.append(piece("span", "offers__label", label));
  return option;
}

function point() {
  [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
  if (chosen >= 0) field.setAttribute("aria-activedescendant", `chat-offer-${chosen}`);
  else field.removeAttribute("aria-activedescendant");
}

function take(place) {
  const { text } = offers[place];
  if (!text) return;
  field.setRangeText(`${text} `, from, field.selectionStart, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function hide() {
  offers = [];
  list.hidden = true;
  list.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

if (field) {
  field.addEventListener("input", show);
  field.addEventListener("blur", hide);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const place = [...list.children].indexOf(event.target.closest(".offers__one"));
    if (place >= 0) take(place);
  });
  field.addEventListener("keydown", (event) => {
    if (!offers.length || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = (Math.max(chosen, step < 0 ? 0 : -1) + step + offers.length) % offers.length;
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0 && offers[chosen].text) take(chosen);
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
    point();
  });
  field.form.addEventListener("submit", hide);
}
