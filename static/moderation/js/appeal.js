/* What is often said goes into the field at a press; without this the field is there all the same. */
const form = document.querySelector("[data-appeal]");

if (form) {
  const field = form.querySelector("textarea");
  const usual = form.querySelector(".plea__usual");
  usual.hidden = false;
  usual.addEventListener("click", (event) => {
    const button = event.target.closest("[data-words]");
    if (!button) return;
    field.value = button.dataset.words;
    field.focus();
  });
}
