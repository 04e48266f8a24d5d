// The empty stage of the home page: reactions that nobody hears still move the needle, and it falls back by itself.
import { rise } from "./reactions.js";

const KEPT_A_SECOND = 0.72;
const TICK = 100;

const panel = document.querySelector("[data-warmup]");
const meter = document.getElementById(panel?.dataset.warmup);

if (meter) {
  panel.hidden = false;
  let heat = 0;
  let timer = 0;

  const cool = () => {
    heat *= KEPT_A_SECOND ** (TICK / 1000);
    if (Math.abs(heat) < 0.5) {
      heat = 0;
      clearInterval(timer);
      timer = 0;
    }
    meter.value = heat;
  };

  panel.addEventListener("click", (event) => {
    const key = event.target.closest("[data-warmth]");
    if (!key) return;
    heat = Math.max(-100, Math.min(100, heat + Number(key.dataset.warmth)));
    meter.value = heat;
    rise(key.querySelector("svg"), { air: meter.querySelector("[data-air]"), from: key.getBoundingClientRect() });
    timer ||= setInterval(cool, TICK);
  });
}
