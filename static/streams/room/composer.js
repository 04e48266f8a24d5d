// Where one writes. The draft outlives a reload; what the room refuses comes back to be said otherwise.
import { itemOf } from "./line.js";
import { page } from "./room.js";
import { send, start, whenRefused } from "./sending.js";
import { figure, word } from "./words.js";

const DRAFT = `draft:${page.dataset.watch}`;
const LETTERS_SHOWN = 80;
const isSmall = matchMedia("(width < 56rem)");
const form = document.querySelector("[data-say]");
const field = form?.elements.text;
const wrong = form?.querySelector("[data-wrong]");
const answered = form?.querySelector("[data-reply]");
const letters = form?.querySelector("[data-letters]");
let reply = null;

export function replyTo(line) {
  const { id, by, text } = itemOf(line);
  reply = { id, name: by.name, text };
  answered.hidden = false;
  answered.querySelector("[data-reply-words]").textContent = `${by.name}: ${text}`;
  field.focus();
}

export function insert(text) {
  const { selectionStart: from, selectionEnd: to, value } = field;
  const before = value.slice(0, from);
  const gap = before && !before.endsWith(" ") ? " " : "";
  field.setRangeText(`${gap}${text} `, from, to, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function noReply() {
  reply = null;
  answered.hidden = true;
}

function complain(text) {
  wrong.textContent = text;
  wrong.hidden = !text;
}

function noted() {
  sessionStorage.setItem(DRAFT, field.value);
  const left = field.maxLength - field.value.length;
  letters.hidden = left > LETTERS_SHOWN;
  letters.textContent = word("letters", { number: figure(left) });
}

function why({ code, detail, retryAfter, errors }) {
  const own = Object.values(errors ?? {}).flat()[0];
  const wait = retryAfter ? word("wrong.wait", { seconds: Math.ceil(retryAfter) }) : "";
  return code === "chat_slow" || code === "rate_limited" ? wait || detail : own || detail || code;
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || form.hidden) return;
    complain("");
    send(text, reply);
    field.value = "";
    noReply();
    noted();
  });
  field.addEventListener("input", () => {
    complain("");
    noted();
  });
  // On a phone a button that is pressed while one writes leaves the keyboard where it is, and with it the page.
  page.addEventListener("mousedown", (event) => {
    if (isSmall.matches && document.activeElement === field && event.target.closest("button")) event.preventDefault();
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && reply && noReply());
  form.querySelector("[data-reply-off]").addEventListener("click", () => {
    noReply();
    field.focus();
  });
  whenRefused((wish, error) => {
    if (!field.value) field.value = wish.text;
    complain(why(error));
    noted();
  });
  field.value = sessionStorage.getItem(DRAFT) ?? field.value;
  noted();
  start();
}
