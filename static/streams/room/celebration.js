// A milestone: the only thing that may fill the screen, for as long as a breath.
import { hearsNews } from "./room.js";
import { figure, word } from "./words.js";

const LASTS = 3200;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const place = document.querySelector("[data-celebration]");
const pattern = document.getElementById("celebration-pattern").content;
const seen = new Set();
let queue = Promise.resolve();

async function celebrate({ kind, threshold }) {
  if (document.hidden) return;
  place.replaceChildren(pattern.cloneNode(true));
  place.querySelector(".celebration__figure").textContent = figure(threshold);
  place.querySelector(".celebration__words").textContent = word(`milestone.${kind}`);
  place.showPopover();
  const fade = [{ opacity: 0 }, { opacity: 1, offset: 0.1 }, { opacity: 1, offset: 0.85 }, { opacity: 0 }];
  if (!calm.matches) {
    place.querySelector(".celebration__rays").animate([{ transform: "rotate(-6deg) scale(1.1)" }, { transform: "rotate(14deg) scale(1.25)" }], LASTS);
    place.querySelector(".celebration__figure").animate([{ transform: "scale(0.6)" }, { transform: "scale(1.04)", offset: 0.1 }, { transform: "scale(1)", offset: 0.16 }, { transform: "scale(1)" }], { duration: LASTS, easing: "ease-out" });
  }
  await place.animate(fade, { duration: LASTS, easing: "ease-out" }).finished.catch(() => {});
  if (place.matches(":popover-open")) place.hidePopover();
  place.replaceChildren();
}

place.addEventListener("click", () => place.getAnimations().forEach((each) => each.finish()));
hearsNews("milestones", (reached) => {
  for (const milestone of reached) {
    if (seen.has(milestone.id)) continue;
    seen.add(milestone.id);
    queue = queue.then(() => celebrate(milestone));
  }
});
