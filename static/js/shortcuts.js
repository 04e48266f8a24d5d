// Any link or button may name its key in aria-keyshortcuts. Keys sleep while somebody types, and can be switched off.
const SETTING = "shortcuts";
const dialog = document.getElementById("shortcuts");

function areOn() {
  return localStorage.getItem(SETTING) !== "off";
}

function named() {
  return [...document.querySelectorAll("a[aria-keyshortcuts], button[aria-keyshortcuts]")].filter((one) => one.checkVisibility());
}

function isTyping({ target }) {
  if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return true;
  return target.tagName === "INPUT" && !/^(button|checkbox|radio|reset|submit)$/.test(target.type);
}

function list() {
  const rows = named().map((one) => {
    const row = document.createElement("div");
    const key = document.createElement("kbd");
    const term = document.createElement("dt");
    const words = document.createElement("dd");
    row.className = "keys__row";
    key.className = "key";
    key.textContent = one.getAttribute("aria-keyshortcuts").toUpperCase();
    words.textContent = one.getAttribute("aria-label") || one.textContent.trim();
    term.append(key);
    row.append(term, words);
    return row;
  });
  dialog.querySelector("[data-shortcuts]").replaceChildren(...rows);
}

function showSwitches() {
  for (const button of document.querySelectorAll("[data-shortcuts-switch]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(areOn()));
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event) || !areOn()) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    list();
    dialog.showModal();
  } else {
    const found = named().find((one) => one.getAttribute("aria-keyshortcuts").toLowerCase() === event.key.toLowerCase());
    found?.click();
    if (!found) return;
  }
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-shortcuts-switch]")) return;
  localStorage.setItem(SETTING, areOn() ? "off" : "on");
  showSwitches();
});

if (dialog) showSwitches();
