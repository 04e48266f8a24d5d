// Says calmly how the connection is, and nothing while it is well.
import { word } from "./words.js";

const PATIENCE = 1200;
const place = document.querySelector("[data-connection]");
let later = 0;

document.addEventListener("live:state", ({ detail: { state, code } }) => {
  clearTimeout(later);
  if (state === "open") place.textContent = "";
  else if (state === "closed") place.textContent = word(`closed.${code}`) || word("closed.other");
  // A moment without a connection is not worth a word.
  else later = setTimeout(() => (place.textContent = word(state === "connecting" ? "link.connecting" : navigator.onLine ? "link.waiting" : "link.offline")), PATIENCE);
});
