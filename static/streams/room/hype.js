// A streak of giving, while it runs.
import { hears } from "./room.js";
import { figure } from "./words.js";

const bar = document.querySelector("[data-hype]");

hears("hype", ({ hype }) => {
  bar.hidden = !hype;
  if (!hype) return;
  bar.querySelector("[data-hype-level]").textContent = figure(hype.level);
  bar.querySelector("[data-hype-left]").dataset.left = hype.ends_at;
  Object.assign(bar.querySelector("[data-hype-bar]"), { max: hype.goal, value: Math.min(hype.goal, hype.points) });
});
