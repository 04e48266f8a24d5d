// [data-quiet-form] is sent to the API at data-url without leaving the page; without this file it is sent the plain way.
// data-asks: the button asks once before it does it. data-empties: empty it when done. data-thanks: what to say then.
import { showBalance } from "../../economy/js/wallet.js";
import { say } from "../../js/notices.js";

const TIME_TO_DECIDE = 5000;
const keys = new WeakMap();

// The answer of the API, or null where none came.
export async function post(url, body, { csrf, key }) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf, "Idempotency-Key": key };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
  if (!answer) return null;
  return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
}

export function complaint(answer) {
  if (!answer) return document.getElementById("toast-pattern").dataset.offline;
  return Object.values(answer.body.errors ?? {}).flat()[0] ?? answer.body.detail ?? String(answer.status);
}

function bodyOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || field.type === "submit" || /^(csrfmiddlewaretoken|key)$/.test(field.name)) continue;
    const value = field.type === "number" || field.name === "seconds" ? numberIn(field.value) : field.value.trim();
    if (field.name === "choices") body.choices = [...(body.choices ?? []), ...(value ? [value] : [])];
    else if (value !== null) body[field.name] = value;
  }
  return body;
}

const numberIn = (text) => (text.trim() === "" ? null : Number(text));

// The first press asks, and the second means it.
function isSure(form, button) {
  if (!form.dataset.asks || button.dataset.asked) return true;
  const words = button.textContent;
  button.dataset.asked = "yes";
  button.textContent = form.dataset.asks;
  setTimeout(() => {
    delete button.dataset.asked;
    button.textContent = words;
  }, TIME_TO_DECIDE);
  return false;
}

async function send(form, button) {
  // One wish has one key, also when it has to be sent again because nobody knows what became of it.
  const key = keys.get(form) ?? crypto.randomUUID();
  keys.set(form, key);
  button.setAttribute("aria-busy", "true");
  const answer = await post(form.dataset.url, bodyOf(form), { csrf: form.elements.csrfmiddlewaretoken.value, key });
  button.removeAttribute("aria-busy");
  if (answer && answer.status < 500 && answer.status !== 429) keys.delete(form);
  const wrong = form.querySelector("[data-wrong]");
  wrong.hidden = Boolean(answer?.ok);
  wrong.textContent = answer?.ok ? "" : complaint(answer);
  if (!answer?.ok) return;
  if ("balance" in answer.body) showBalance(answer.body.balance);
  if ("empties" in form.dataset) form.reset();
  if (form.dataset.thanks) say(form.dataset.thanks, { kind: "success" });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-quiet-form]");
  if (!form) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy") !== "true" && isSure(form, button)) send(form, button);
});
