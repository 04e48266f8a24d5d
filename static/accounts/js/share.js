// [data-share] hands the page's address to the device, or to the clipboard where the device does not share.
import { say } from "../../js/notices.js";

function show() {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = !(navigator.share || navigator.clipboard);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-share]");
  if (!button) return;
  const url = location.origin + location.pathname;
  if (navigator.share) {
    await navigator.share({ title: document.title, url }).catch(() => {});
  } else {
    await navigator.clipboard.writeText(url);
    say(button.dataset.done, { kind: "success" });
  }
});
document.body.addEventListener("htmx:afterSwap", show);
show();
