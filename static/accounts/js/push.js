// [data-push]: whether this browser may be woken. Its value is the key by which the push service knows us.
const panel = document.querySelector("[data-push]");
const canPush = "serviceWorker" in navigator && "PushManager" in window && window.isSecureContext;

function part(name) {
  return panel.querySelector(`[data-push-${name}]`);
}

async function show() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  const isDenied = Notification.permission === "denied";
  part("on").hidden = part("end").hidden = !subscription;
  part("off").hidden = Boolean(subscription) || isDenied;
  part("begin").hidden = Boolean(subscription) || isDenied;
  part("denied").hidden = !isDenied;
  panel.hidden = false;
}

async function tell(body) {
  const { headers } = JSON.parse(document.body.getAttribute("hx-headers") ? `{"headers": ${document.body.getAttribute("hx-headers")}}` : "{}");
  const answer = await fetch(panel.dataset.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return answer.ok;
}

async function begin() {
  if ((await Notification.requestPermission()) !== "granted") return;
  await navigator.serviceWorker.register(panel.dataset.worker, { scope: "/" });
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: panel.dataset.push,
  });
  if (!(await tell(subscription.toJSON()))) await subscription.unsubscribe();
}

async function end() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return;
  await tell({ endpoint: subscription.endpoint, end: true });
  await subscription.unsubscribe();
}

async function busy(button, work) {
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
    await show();
  }
}

if (panel && canPush) {
  part("begin").addEventListener("click", ({ currentTarget }) => busy(currentTarget, begin));
  part("end").addEventListener("click", ({ currentTarget }) => busy(currentTarget, end));
  show();
}
