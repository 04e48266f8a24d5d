// The tray of emotes, filled when it is first opened.
import { insert } from "./composer.js";
import { drawEmote, piece } from "./line.js";
import { me } from "./room.js";

const tray = document.querySelector("[data-emotes]");

function fill() {
  const buttons = (me.emotes ?? []).map((emote) => {
    const button = piece("button", "emotes__one");
    Object.assign(button, { type: "button", title: `:${emote.emote}:` });
    button.dataset.emote = emote.emote;
    button.append(drawEmote(emote));
    return button;
  });
  tray.replaceChildren(...buttons);
}

tray?.addEventListener("beforetoggle", ({ newState }) => newState === "open" && !tray.childElementCount && fill());
tray?.addEventListener("click", ({ target, shiftKey }) => {
  const button = target.closest("[data-emote]");
  if (!button) return;
  if (!shiftKey) tray.hidePopover();
  insert(`:${button.dataset.emote}:`);
});
