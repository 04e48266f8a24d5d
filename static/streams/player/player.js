// A live picture in a <video>: finds it, keeps it, comes back to it.
//
//   const player = new Player(video, { state: (name) => {}, behind: (seconds) => {} });
//   player.open();   player.close();
//
// States: "waiting" nobody sends, "on" there is a picture, "lost" the sender is away, "refused" it is not for this viewer.
import { HlsSource } from "./hls.js";
import { stayClose } from "./latency.js";
import { MseSource } from "./mse.js";
import { mediaUrl } from "./place.js";

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;

export class Player {
  constructor(video, { state, behind }) {
    Object.assign(this, { video, tell: state, tellBehind: behind, tries: 0, useHls: false });
  }

  open() {
    if (this.isOpen) return;
    this.isOpen = true;
    this.search();
  }

  close() {
    this.isOpen = false;
    clearTimeout(this.retry);
    this.stop();
  }

  async search() {
    this.stop();
    const answer = await fetch(this.video.dataset.playback, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!this.isOpen) return;
    if (answer && [401, 403, 404, 451].includes(answer.status)) return this.show("refused");
    if (!answer?.ok) return this.again();
    this.play(await answer.json());
  }

  play({ origin, sources }) {
    const kind = MseSource.isPossible() && !this.useHls ? "mse" : "hls";
    const { path } = sources.find((source) => source.kind === kind);
    const url = mediaUrl({ origin, path }, { socket: kind === "mse" });
    const Source = kind === "mse" ? MseSource : HlsSource;
    this.source = new Source(this.video, url, { state: (name) => this.heard(name), library: this.video.dataset.hls });
    this.stopStaying = stayClose(this.video, { tell: this.tellBehind });
  }

  heard(name) {
    if (name === "on") {
      this.tries = 0;
      this.video.play().catch(() => {});
    }
    if (name === "refused") this.stop();
    // A picture that this browser cannot put together may come the other way.
    if (name === "unplayable" || (name === "broken" && this.video.error)) this.useHls = !this.useHls;
    if (["broken", "end", "unplayable"].includes(name)) {
      this.show(this.state === "on" ? "lost" : "waiting");
      this.again();
    } else {
      this.show(name);
    }
  }

  show(name) {
    this.state = name;
    this.tell(name);
  }

  again() {
    this.stop();
    const pause = Math.min(FIRST_PAUSE * 2 ** this.tries, LONGEST_PAUSE);
    this.tries += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.search(), pause * (0.75 + Math.random() / 2));
  }

  stop() {
    this.stopStaying?.();
    this.source?.close();
    this.source = null;
  }
}
