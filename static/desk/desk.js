// The desk shares its light with the rest of the house: the server says which was chosen, and remembers a new choice.
const { light, remember, token } = document.currentScript.dataset;
const THEMES = { system: "auto", light: "light", dark: "dark" };

function isDark(theme) {
  return theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function put(theme) {
  document.documentElement.classList.toggle("dark", isDark(theme));
  document.documentElement.classList.toggle("light", !isDark(theme));
}

// Where the theme's switch will look for it; and before the first paint, so that nobody is dazzled.
localStorage.setItem("_x_adminTheme", JSON.stringify(THEMES[light] ?? "auto"));
put(THEMES[light] ?? "auto");

document.addEventListener("alpine:initialized", () => {
  const state = Alpine.$data(document.documentElement);
  let known = state.adminTheme;
  Alpine.effect(() => {
    const chosen = state.adminTheme;
    put(chosen);
    if (chosen === known) {
      return;
    }
    known = chosen;
    const theme = Object.keys(THEMES).find((name) => THEMES[name] === chosen) ?? "system";
    const headers = { "X-CSRFToken": token, "HX-Request": "true" };
    fetch(remember, { method: "POST", headers, body: new URLSearchParams({ theme }) });
  });
});

// The key printed on something presses it: once, however long it is held. Switched off with the keys of the house.
document.addEventListener("keydown", (event) => {
  const isElsewhere = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]");
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isElsewhere) {
    return;
  }
  if (localStorage.getItem("shortcuts") !== "off") {
    document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  }
});

// Django's lists to choose from label a bare sign, which screen readers may not read.
window.addEventListener("load", () => {
  setTimeout(() => document.querySelectorAll(".search-label-icon").forEach((sign) => sign.setAttribute("role", "img")));
});

// A page that looks for news by itself finds the door when the session has ended: then it goes there as a whole.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL).pathname !== location.pathname && event.detail.target.id === "desk") {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
