// The creator's stage: look, listen, go live, stay live, end.
import { say } from "../../js/notices.js";
import { mediaUrl } from "../player/place.js";
import { Capture, devices } from "./capture.js";
import { showLevel } from "./level.js";
import { Sending } from "./sending.js";

const page = document.querySelector("[data-stage]");
const find = (name) => page.querySelector(`[data-${name}]`);
const csrf = page.querySelector("[name=csrfmiddlewaretoken]").value;
const words = JSON.parse(document.getElementById("stage-words").textContent);
let capture;
let sending;
let isLive = page.dataset.status === "live";

find("open").addEventListener("click", open);
for (const name of ["camera", "microphone"]) find(name).addEventListener("change", open);
find("share").addEventListener("click", share);
find("mute").addEventListener("click", mute);
find("send-again").addEventListener("click", send);
document.querySelector("#go-dialog form").addEventListener("submit", (event) => {
  event.preventDefault();
  document.getElementById("go-dialog").close();
  send();
});
addEventListener("beforeunload", (event) => sending?.isWanted && event.preventDefault());
addEventListener("pagehide", () => sending?.stop());

async function open() {
  try {
    capture ??= new Capture();
    await capture.open({ camera: find("camera").value, microphone: find("microphone").value });
  } catch (error) {
    find("trouble").hidden = false;
    find("trouble-words").textContent = words[error.name] ?? words.camera;
    return;
  }
  find("trouble").hidden = true;
  if (find("preview").srcObject) return;
  find("preview").srcObject = capture.stream;
  capture.onunshare = () => showShared(false);
  showLevel(capture, find("level"));
  page.dataset.ready = "yes";
  for (const each of page.querySelectorAll("[data-needs-camera]")) each.hidden = false;
  find("open").hidden = true;
  showButtons();
  await choose();
}

async function choose() {
  const { cameras, microphones } = await devices();
  fill(find("camera"), cameras);
  fill(find("microphone"), microphones);
}

function fill(select, found) {
  const chosen = select.value;
  select.replaceChildren(...found.map(({ deviceId, label }, place) => new Option(label || `${place + 1}`, deviceId)));
  if (found.some(({ deviceId }) => deviceId === chosen)) select.value = chosen;
}

async function share() {
  if (capture.screen.srcObject) return capture.unshare();
  // Whoever closes the browser's own question has changed their mind, and that is no trouble.
  await capture.share().then(() => showShared(true), () => {});
}

function showShared(isShared) {
  find("share").setAttribute("aria-pressed", String(isShared));
}

function mute() {
  const isMuted = find("mute").getAttribute("aria-pressed") !== "true";
  capture.mute(isMuted);
  find("mute").setAttribute("aria-pressed", String(isMuted));
}

function send() {
  sending?.stop();
  sending = new Sending(capture.stream, { address, bits: Number(find("quality").value), state: showState, health: showHealth });
  sending.start();
}

async function address() {
  const answer = await post(page.dataset.ingest);
  return answer && mediaUrl(answer, { socket: true });
}

// The answer; nothing where none came. Throws what the house refuses.
async function post(url) {
  const headers = { "X-CSRFToken": csrf, "Content-Type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: "{}" }).catch(() => null);
  if (!answer) return null;
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  // What the house refuses it refuses again; what is only broken may be well in a moment.
  if (answer.status < 500) throw new Error(body.detail ?? words.refused);
  return null;
}

async function showState(name, detail) {
  page.dataset.sending = name;
  find("state").textContent = words[detail] ?? detail ?? words[name];
  showButtons();
  if (name === "on" && !isLive) await begin();
}

// The room opens only when there is a picture on its way.
async function begin() {
  try {
    if (!(await post(page.dataset.start))) throw new Error(words.offline);
  } catch (error) {
    sending.refuse(error.message);
    return;
  }
  isLive = true;
  page.dataset.status = "live";
  showButtons();
  say(words.live, { kind: "success" });
}

function showButtons() {
  const isSending = ["connecting", "on", "again"].includes(page.dataset.sending);
  find("go").hidden = isLive || isSending || !page.dataset.ready;
  find("send-again").hidden = !isLive || isSending || !page.dataset.ready;
  find("quality").disabled = isSending;
  for (const each of page.querySelectorAll("[data-when-live]")) each.hidden = !isLive;
}

function showHealth({ fps, bitrate, held, viewers, codec, converted }) {
  find("fps").textContent = Math.round(fps);
  find("bitrate").textContent = (bitrate / 1_000_000).toFixed(1);
  find("viewers").textContent = viewers;
  find("codec").textContent = codec.toUpperCase();
  find("health").hidden = false;
  find("converted").hidden = !converted;
  find("behind").hidden = held < 1_000_000;
}

showButtons();
