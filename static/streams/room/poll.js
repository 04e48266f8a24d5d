// The question before the room. Figures show once one has voted, or cannot any more.
import { say } from "../../js/notices.js";
import { complaint, post } from "./quiet_forms.js";
import { hears, me } from "./room.js";
import { counted, figure, word } from "./words.js";

const card = document.querySelector("[data-poll]");
const form = card.querySelector("[data-poll-form]");
const closing = card.querySelector("[data-poll-close]");
const pattern = document.getElementById("choice-pattern").content.firstElementChild;
const urls = { form: address(form), closing: address(closing) };
let shown = null;
let vote = me.vote ?? null;

function address(of) {
  return of && { action: of.getAttribute("action").replace(/[0-9a-f-]{36}/, "{id}"), url: of.dataset.url.replace(/[0-9a-f-]{36}/, "{id}") };
}

function lead(of, { action, url }, id) {
  of.setAttribute("action", action.replace("{id}", id));
  of.dataset.url = url.replace("{id}", id);
}

function show() {
  card.hidden = !shown;
  if (!shown) return;
  const isOpen = shown.status === "open";
  const isAnswered = shown.choices.some(({ id }) => id === vote);
  card.dataset.poll = shown.id;
  card.classList.toggle("poll--told", !isOpen || isAnswered || !me.id);
  card.querySelector("[data-poll-question]").textContent = shown.question;
  card.querySelector("[data-poll-left]").dataset.left = isOpen ? shown.ends_at : "";
  card.querySelector("[data-poll-note]").textContent = [counted("poll.votes", shown.votes), isOpen ? "" : word("poll.closed")].filter(Boolean).join(" · ");
  const known = new Map([...form.querySelectorAll(".poll__choice")].map((each) => [each.value, each]));
  const most = Math.max(...shown.choices.map(({ votes }) => votes));
  for (const choice of shown.choices) {
    const button = known.get(choice.id) ?? pattern.cloneNode(true);
    known.delete(choice.id);
    button.value = choice.id;
    button.disabled = !isOpen || isAnswered || !me.id;
    button.setAttribute("aria-pressed", String(choice.id === vote));
    button.classList.toggle("poll__choice--ahead", !isOpen && choice.votes === most && most > 0);
    button.querySelector(".poll__text").textContent = choice.text;
    button.querySelector(".poll__votes").textContent = figure(choice.votes);
    Object.assign(button.querySelector("progress"), { max: Math.max(1, shown.votes), value: choice.votes });
    if (!button.isConnected) form.append(button);
  }
  for (const gone of known.values()) gone.remove();
  lead(form, urls.form, shown.id);
  if (closing) {
    lead(closing, urls.closing, shown.id);
    closing.hidden = !isOpen;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const choice = event.submitter?.value;
  if (!choice || vote === choice) return;
  const before = vote;
  vote = choice;
  show();
  const answer = await post(form.dataset.url, { choice }, { csrf: form.elements.csrfmiddlewaretoken.value, key: crypto.randomUUID() });
  if (answer?.ok) return;
  if (answer?.body.code !== "already_voted") vote = before;
  show();
  say(complaint(answer), { kind: "error" });
});

hears("poll", ({ poll }) => {
  if (poll?.id !== shown?.id && shown) card.open = true;
  shown = poll;
  show();
});
