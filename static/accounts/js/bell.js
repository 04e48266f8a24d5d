// The bell in the header: counts what is new and says it at once.
import { connect } from "../../js/live.js";
import { say } from "../../js/notices.js";

const SIGNED_OUT = ["signed_out", "not_signed_in"];
// Whoever logs out by themselves is on their way elsewhere, and goes there.
const OWN_WAY_OUT = 600;
const bell = document.querySelector("[data-bell]");
const count = bell?.querySelector("[data-bell-count]");

function show(unread) {
  count.textContent = unread > 99 ? "99+" : String(unread);
  count.dataset.value = unread;
  count.hidden = unread === 0;
  bell.setAttribute("aria-label", unread ? `${bell.dataset.label} (${unread})` : bell.dataset.label);
}

function ring(notifications) {
  show(Number(count.dataset.value ?? (count.textContent || 0)) + notifications.length);
  for (const { id, title, message, link } of notifications) {
    const toast = say(message ? `${title}. ${message}` : title, { kind: "info", link });
    toast.querySelector("a")?.addEventListener("click", () => read(id));
  }
  bell.classList.remove("bell--rings");
  requestAnimationFrame(() => bell.classList.add("bell--rings"));
}

// While the page is on its way to where the notification leads; one that is not marked is only seen twice.
function read(id) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  fetch(bell.dataset.read, { method: "POST", headers, body: new URLSearchParams({ id }), keepalive: true }).catch(() => {});
}

if (bell) {
  connect("/ws/me/", {
    snapshot: ({ unread }, room) => {
      if (room !== "me") return;
      show(unread ?? 0);
      bell.dataset.listening = "true";
    },
    me: { notifications: ring, unread: show },
  });
  document.addEventListener("live:state", ({ detail }) => {
    if (detail.state !== "closed" || !SIGNED_OUT.includes(detail.code)) return;
    setTimeout(() => location.replace(location.pathname + location.search), OWN_WAY_OUT);
  });
}
