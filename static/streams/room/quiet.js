// Whoever listens to the page may not want to hear every line. The choice is kept on this device.
const SETTING = "chat-quiet";
const log = document.querySelector("[data-log]");
const button = document.querySelector("[data-quiet]");

function show() {
  const isQuiet = localStorage.getItem(SETTING) === "yes";
  log.setAttribute("aria-live", isQuiet ? "off" : "polite");
  button.setAttribute("aria-pressed", String(isQuiet));
}

button.addEventListener("click", () => {
  localStorage.setItem(SETTING, localStorage.getItem(SETTING) === "yes" ? "no" : "yes");
  show();
});
show();
