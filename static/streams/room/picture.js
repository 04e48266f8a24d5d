// The live picture on the stage, and what one can do with it. The drawn stage stays until there is one.
import { Player } from "../player/player.js";
import { hears, me, page } from "./room.js";

const video = page.querySelector("[data-picture]");
const controls = page.querySelector("[data-picture-controls]");
const note = page.querySelector("[data-without-picture]");

if (video) {
  const behind = controls.querySelector("[data-behind]");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  const player = new Player(video, {
    state(name) {
      video.dataset.state = name;
      if (name !== "on") note.textContent = note.dataset[name];
      note.hidden = name === "on";
      if (name === "waiting" || name === "refused") show(false);
    },
    behind(seconds) {
      behind.hidden = false;
      behind.textContent = behind.dataset.words.replace("{seconds}", number.format(Math.max(0, seconds)));
    },
  });

  video.addEventListener("playing", () => {
    show(true);
  });
  hears("show", ({ status }) => {
    if (hasPicture(status)) return player.open();
    player.close();
    show(false);
  });
  addEventListener("pagehide", () => player.close());
  addEventListener("pageshow", ({ persisted }) => persisted && hasPicture(page.dataset.status) && player.open());
  listen();
}

// Before the show there is a preview, for the creator alone.
function hasPicture(status) {
  return status === "live" || (status === "scheduled" && me.is_creator);
}

function show(isShown) {
  video.hidden = controls.hidden = !isShown;
  page.toggleAttribute("data-shows-picture", isShown);
}

function listen() {
  const sound = controls.querySelector("[data-sound]");
  const volume = controls.querySelector("[data-volume]");
  const pause = controls.querySelector("[data-pause]");
  const beside = controls.querySelector("[data-beside]");
  const showSound = () => {
    sound.setAttribute("aria-pressed", String(!video.muted));
    sound.classList.toggle("button--hot", video.muted);
    sound.querySelector("[data-sound-words]").textContent = video.muted ? sound.dataset.off : sound.dataset.on;
  };
  sound.addEventListener("click", () => {
    video.muted = !video.muted;
    if (!video.muted) video.play().catch(() => {});
  });
  volume.addEventListener("input", () => {
    video.volume = volume.value / 100;
    video.muted = volume.value === "0";
  });
  video.addEventListener("volumechange", showSound);
  pause.addEventListener("click", () => (video.paused ? video.play().catch(() => {}) : video.pause()));
  for (const change of ["play", "pause"]) video.addEventListener(change, () => pause.setAttribute("aria-pressed", String(video.paused)));
  beside.hidden = !document.pictureInPictureEnabled;
  beside.addEventListener("click", () =>
    (document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture()).catch(() => {}),
  );
  controls.querySelector("[data-whole]").addEventListener("click", () =>
    (document.fullscreenElement ? document.exitFullscreen() : video.closest("[data-player]").requestFullscreen()).catch(() => {}),
  );
  video.volume = volume.value / 100;
  showSound();
}
