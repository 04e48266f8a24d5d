// How many are here, how warm it is, and what the show is doing.
import { say } from "../../js/notices.js";
import { hears, page } from "./room.js";
import { compact, figure, word } from "./words.js";

const meter = page.querySelector("roast-meter");

function put(name, text) {
  for (const place of page.querySelectorAll(`[data-${name}]`)) place.textContent = text;
}

hears("viewers", ({ now, peak, unique }) => {
  put("viewers", compact(now));
  put("peak", compact(peak));
  put("unique", figure(unique));
});

hears("meter", ({ value }) => {
  meter.value = value;
  page.style.setProperty("--cold", `${Math.max(0, -value)}%`);
  page.style.setProperty("--hot", `${Math.max(0, value)}%`);
});

hears("show", ({ status, title, started_at: startedAt }) => {
  page.querySelector("[data-title] bdi").textContent = title;
  for (const since of page.querySelectorAll("[data-since]")) since.dataset.since = startedAt ?? "";
  if (status === page.dataset.status) return;
  page.dataset.status = status;
  for (const each of page.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== status;
  say(word(`show.${status}`), { kind: "info" });
});
