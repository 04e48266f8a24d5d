// The page of cases: after each swap the reader is taken to what is new, and told what happened.
const says = document.getElementById("judging-says");

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  // A refusal is a page too: it says why.
  if (detail.target.id === "judging" && detail.xhr.status >= 400 && detail.xhr.status < 500) {
    detail.shouldSwap = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html") ?? false;
    detail.isError = !detail.shouldSwap;
  }
});

document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id !== "judging") {
    return;
  }
  const judging = document.getElementById("judging");
  const target = judging.querySelector(".asking [data-focus]") ?? judging.querySelector("[data-focus]");
  target?.focus({ preventScroll: true });
  judging.querySelector(".line[aria-current]")?.scrollIntoView({ block: "nearest" });
  says.textContent = judging.querySelector("[data-says]")?.textContent.trim().replace(/\s+/g, " ") ?? "";
});

// Ready to read: whoever comes with the keyboard begins where the case begins.
document.querySelector("#judging [data-focus]")?.focus({ preventScroll: true });
