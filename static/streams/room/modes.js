// What the chat asks for just now, in words; and the line that is pinned.
import { inWords } from "./moments.js";
import { ask, hears } from "./room.js";
import { word } from "./words.js";

const place = document.querySelector("[data-modes]");
const pinned = document.querySelector("[data-pinned]");

hears("modes", ({ slow, followers, follow_age: age, subscribers, emotes, unique, delay, shield }) => {
  const said = [
    shield && word("mode.shield"),
    slow && word("mode.slow", { seconds: slow }),
    followers && (age ? word("mode.follow_age", { time: inWords(age * 60) }) : word("mode.followers")),
    subscribers && word("mode.subscribers"),
    emotes && word("mode.emotes"),
    unique && word("mode.unique"),
    delay && word("mode.delay", { seconds: delay }),
  ];
  const text = said.filter(Boolean).join(" · ");
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("composer__modes--shield", Boolean(shield));
});

hears("pinned", ({ message }) => {
  pinned.hidden = !message;
  pinned.querySelector("[data-pinned-by]").textContent = message?.by.name ?? "";
  pinned.querySelector("[data-pinned-text]").textContent = message?.text ?? "";
});

pinned.querySelector("[data-unpin]")?.addEventListener("click", () => ask({ t: "pin", message: null }).catch(() => {}));
