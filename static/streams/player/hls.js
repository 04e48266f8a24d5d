// The picture by Low-Latency HLS: through hls.js, or as the browser itself plays it. The library is fetched only when needed.
export class HlsSource {
  constructor(video, url, { state, library }) {
    Object.assign(this, { video, url, tell: state, onended: () => this.state("end") });
    video.addEventListener("ended", this.onended);
    this.open(library);
  }

  state(name) {
    if (!this.isClosed) this.tell(name);
  }

  async open(library) {
    const Hls = await import(library).then((module) => module.default, () => null);
    if (this.isClosed) return;
    if (Hls?.isSupported()) this.through(Hls);
    else if (this.video.canPlayType("application/vnd.apple.mpegurl")) this.natively();
    else this.state("broken");
  }

  through(Hls) {
    this.hls = new Hls({ lowLatencyMode: true, maxLiveSyncPlaybackRate: 1.1, backBufferLength: 30 });
    this.hls.on(Hls.Events.MANIFEST_PARSED, () => this.state("on"));
    this.hls.on(Hls.Events.ERROR, (_event, { fatal, response }) => {
      if (response?.code === 404) this.state("waiting");
      if (fatal) this.state("broken");
    });
    this.hls.loadSource(this.url);
    this.hls.attachMedia(this.video);
  }

  natively() {
    this.video.src = this.url;
    this.video.addEventListener("loadedmetadata", () => this.state("on"), { once: true });
    this.video.addEventListener("error", () => this.state("broken"), { once: true });
  }

  close() {
    this.isClosed = true;
    this.video.removeEventListener("ended", this.onended);
    this.hls?.destroy();
  }
}
