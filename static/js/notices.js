// Short words from the house. The server sends an event "notice" with what htmx swapped nothing for; scripts may too.
const TIME_TO_READ = 8000;
const place = document.getElementById("toasts");
const pattern = document.getElementById("toast-pattern");

// The toast; with a link, all of it leads there.
export function say(text, { kind = "info", link = "" } = {}) {
  const toast = pattern.content.firstElementChild.cloneNode(true);
  toast.classList.add(`notice--${kind === "error" ? "danger" : kind}`);
  const words = toast.querySelector("[data-text]");
  words.append(staysHere(link) ? Object.assign(document.createElement("a"), { href: link, textContent: text }) : text);
  place.append(toast);
  leaveInTime(toast);
  return toast;
}

function staysHere(link) {
  return Boolean(link) && new URL(link, location.href).origin === location.origin;
}

function leaveInTime(toast) {
  let timer = setTimeout(() => toast.remove(), TIME_TO_READ);
  const wait = () => clearTimeout(timer);
  const goOn = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), TIME_TO_READ / 2);
  };
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("pointerleave", goOn);
  toast.addEventListener("focusout", goOn);
}

if (place && pattern) {
  place.querySelectorAll("[data-toast]").forEach(leaveInTime);
  place.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
  });
  document.body.addEventListener("notice", ({ detail }) => say(detail.detail, { kind: detail.kind }));
  document.body.addEventListener("htmx:sendError", () => say(pattern.dataset.offline, { kind: "error" }));
}
