// A reward is asked for in a dialog that the server writes; without scripts the same link opens a page.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = detail.target.querySelector?.("dialog[data-shows]");
  if (!dialog) {
    return;
  }
  dialog.showModal();
  // Asked anew each time: what stands on the shelf may have changed.
  dialog.addEventListener("close", () => dialog.remove());
});
