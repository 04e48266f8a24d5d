// Changes the light at once; the form's own answer keeps it for the next page.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-switch]");
  if (!form) return;
  event.preventDefault();
  const theme = event.submitter.value;
  document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  fetch(form.action, {
    method: "POST",
    body: new FormData(form, event.submitter),
    headers: { "HX-Request": "true" },
  });
});
