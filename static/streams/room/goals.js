// What the crowd collects for. A card is changed in place, so that nobody's typing is disturbed.
import { hears } from "./room.js";
import { counted, figure } from "./words.js";

const BLANK = "00000000-0000-0000-0000-000000000000";
// On a phone a card opens when it is asked for; the lines need the room.
const isSmall = matchMedia("(width < 56rem)");
const list = document.querySelector("[data-goals]");
const pattern = document.getElementById("goal-pattern").content.firstElementChild;

function make(id) {
  const card = pattern.cloneNode(true);
  card.dataset.goal = id;
  card.open = !isSmall.matches;
  for (const form of card.querySelectorAll("form")) {
    form.action = form.action.replace(BLANK, id);
    form.dataset.url = form.dataset.url.replace(BLANK, id);
    if (form.elements.key) form.elements.key.value = crypto.randomUUID();
  }
  return card;
}

function show(card, { title, target, raised, people, status, ends_at: endsAt }) {
  // What came of it is news, also to whoever has closed it.
  if (card.dataset.status && card.dataset.status !== status) card.open = true;
  card.dataset.status = status;
  card.className = `goal goal--${status}`;
  const put = (name, text) => (card.querySelector(`[data-goal-${name}]`).textContent = text);
  put("title", title);
  put("raised", figure(raised));
  put("target", figure(target));
  put("people", counted("people", people));
  card.querySelector("[data-goal-left]").dataset.left = status === "open" ? (endsAt ?? "") : "";
  Object.assign(card.querySelector("[data-goal-bar]"), { max: target, value: raised });
  for (const part of card.querySelectorAll("[data-goal-state]")) part.hidden = !part.dataset.goalState.split(" ").includes(status);
}

if (isSmall.matches) for (const card of list.children) card.open = false;
hears("goals", ({ items = [] }) => {
  const known = new Map([...list.children].map((card) => [card.dataset.goal, card]));
  for (const goal of items) {
    const card = known.get(goal.id) ?? make(goal.id);
    known.delete(goal.id);
    show(card, goal);
    if (!card.isConnected) list.append(card);
  }
  for (const gone of known.values()) gone.remove();
});
