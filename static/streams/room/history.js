// Whoever scrolls up reads on: older lines come page by page.
import { has, oldest, prepend } from "./log.js";

const SOON = 160;
const log = document.querySelector("[data-log]");
const state = document.querySelector("[data-older-state]");
let isBusy = false;
let isComplete = false;

async function readOn() {
  const before = oldest();
  if (isBusy || isComplete || !before) return;
  isBusy = true;
  state.hidden = false;
  try {
    const answer = await fetch(`${log.dataset.older}?before=${encodeURIComponent(before)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { results, older: next } = await answer.json();
    // The newest come first over the wire, and stand last on the page.
    const lines = results.filter(({ id }) => !has(id)).reverse();
    prepend(lines);
    isComplete = !next || lines.length === 0;
  } catch {
    // Scrolling again asks again.
  } finally {
    state.hidden = true;
    isBusy = false;
  }
}

log.addEventListener("scroll", () => log.scrollTop < SOON && log.scrollHeight > log.clientHeight + SOON && readOn());
