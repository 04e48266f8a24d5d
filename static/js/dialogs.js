// <button data-opens="id"> opens a <dialog>; [data-closes] inside closes it; so does a click beside it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  if (event.target.closest("[data-closes]")) {
    event.target.closest("dialog")?.close();
  } else if (event.target instanceof HTMLDialogElement && isBeside(event, event.target)) {
    event.target.close();
  }
});

function isBeside({ clientX, clientY }, dialog) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
