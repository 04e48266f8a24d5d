// A line of chat as it is drawn. What people wrote only ever becomes text.
import { me } from "./room.js";

const pattern = document.getElementById("line-pattern").content.firstElementChild;
const drawn = new WeakMap();
const NAMES_REMEMBERED = 300;
// Who was heard, the latest last: those whom one may want to mention.
export const names = new Map();

export const itemOf = (line) => drawn.get(line);

export function drawLine(item) {
  const line = pattern.cloneNode(true);
  drawn.set(line, item);
  line.classList.add(`line--${item.kind}`, `line--${item.by.role}`);
  line.dataset.line = item.id;
  const by = line.querySelector(".line__by");
  by.classList.add(`line__by--${item.by.colour ?? 0}`);
  by.hidden = !item.by.name;
  by.querySelector("[data-name]").textContent = item.by.name;
  by.querySelector(`[data-role="${CSS.escape(item.by.role)}"]`)?.removeAttribute("hidden");
  line.querySelector(".line__text").append(...(item.parts ?? [item.text]).map(drawPart));
  if (item.reply) quote(line, item.reply);
  if (isAboutMe(item)) line.classList.add("line--mine");
  remember(item.by);
  return line;
}

function quote(line, { name, text }) {
  const place = line.querySelector(".line__reply");
  place.hidden = false;
  place.querySelector("[data-reply-name]").textContent = name;
  place.querySelector("[data-reply-text]").textContent = text;
}

function isAboutMe({ parts = [], reply, by }) {
  if (!me.id || by.id === me.id) return false;
  return parts.some((part) => part.person === me.id) || reply?.name === me.name;
}

function remember({ id, name }) {
  if (!id || id === me.id || !name) return;
  names.delete(name);
  names.set(name, id);
  if (names.size > NAMES_REMEMBERED) names.delete(names.keys().next().value);
}

function drawPart(part) {
  if (typeof part === "string") return document.createTextNode(part);
  if (part.emote) return drawEmote(part);
  if (part.mention) return piece("bdi", part.person === me.id ? "mention mention--me" : "mention", `@${part.mention}`);
  if (part.link) return drawLink(part);
  return document.createTextNode(part.text ?? "");
}

function drawLink({ link, text }) {
  if (!/^https?:\/\//i.test(link)) return document.createTextNode(text ?? link);
  return Object.assign(piece("a", "line__link", text ?? link), { href: link, target: "_blank", rel: "noopener nofollow ugc" });
}

// One of the house stands in the sprite, one of a creator is a picture.
export function drawEmote({ emote, drawing, url }) {
  if (!drawing) {
    return Object.assign(piece("img", "emote"), { src: url, alt: `:${emote}:`, title: `:${emote}:`, loading: "lazy" });
  }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "emote");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `:${emote}:`);
  use.setAttribute("href", `${me.sprite}#${drawing}`);
  svg.append(use);
  return svg;
}

export function piece(name, css, text = "") {
  return Object.assign(document.createElement(name), { className: css, textContent: text });
}
