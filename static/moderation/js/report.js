// A flag opens its dialog in place; the page behind goes on. Without this it is a link to a page of its own.
const NAME = "report-dialog";

document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.matches("[data-report]")) {
    document.getElementById(NAME)?.remove();
  }
});

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = document.getElementById(NAME);
  if (detail.requestConfig.elt.matches("[data-report]")) {
    dialog.showModal();
    dialog.querySelector("input[type=radio]")?.focus();
  } else if (detail.requestConfig.elt.matches("[data-report-form]")) {
    // What was wrong is read first.
    dialog.querySelector("[role=alert], .field--wrong input, .field--wrong textarea")?.focus();
  }
});

// Closing gives the focus back to the flag.
document.body.addEventListener("reported", () => document.getElementById(NAME)?.close());
