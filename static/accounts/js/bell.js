// The bell in the header: counts what is new, says it at once, and keeps its own line to the house.
import { say } from "../../js/notices.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60000;
const bell = document.querySelector("[data-bell]");
const count = bell?.querySelector("[data-bell-count]");
let pause = FIRST_PAUSE;

function show(unread) {
  count.textContent = unread > 99 ? "99+" : String(unread);
  count.dataset.value = unread;
  count.hidden = unread === 0;
  bell.setAttribute("aria-label", unread ? `${bell.dataset.label} (${unread})` : bell.dataset.label);
}

function ring(notifications) {
  show(Number(count.dataset.value ?? (count.textContent || 0)) + notifications.length);
  for (const { title, message, link } of notifications) say(message ? `${title}. ${message}` : title, { kind: "info", link });
  bell.classList.remove("bell--rings");
  requestAnimationFrame(() => bell.classList.add("bell--rings"));
}

function hear({ room, notifications, unread }) {
  if (room !== "me") return;
  if (unread !== undefined) show(unread);
  bell.dataset.listening = "true";
  if (notifications?.length) ring(notifications);
}

function address() {
  const origin = document.documentElement.dataset.liveOrigin;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  if (!origin) return `${scheme}//${location.host}/ws/me/`;
  return origin.startsWith(":") ? `${scheme}//${location.hostname}${origin}/ws/me/` : `${origin}/ws/me/`;
}

function listen() {
  const socket = new WebSocket(address());
  socket.addEventListener("open", () => (pause = FIRST_PAUSE));
  socket.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
  socket.addEventListener("close", ({ code }) => {
    // 4401: no longer logged in. Anything else passes, and not everybody should come back at the same moment.
    if (code === 4401) return location.replace(location.pathname + location.search);
    setTimeout(listen, pause * (0.5 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  });
}

if (bell) listen();
