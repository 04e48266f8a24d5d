// [data-own-zone] offers the zone of the device beside the list, where it is another one.
const offer = document.querySelector("[data-own-zone]");
const list = document.getElementById("id_timezone");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function show() {
  offer.hidden = list.value === zone;
}

if (offer && list && [...list.options].some(({ value }) => value === zone)) {
  offer.querySelector("[data-zone]").textContent = zone.replaceAll("_", " ");
  offer.addEventListener("click", () => {
    list.value = zone;
    list.focus();
    show();
  });
  list.addEventListener("change", show);
  show();
}
