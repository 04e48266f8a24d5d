// The picture over a websocket, put together here: a head, then parts, then perhaps another head. See docs/video.md.
//
//   const source = new MseSource(video, url, { state: (name) => {} });    // waiting, on, lost, end, refused, broken, unplayable
//   source.close();
const KEPT_SECONDS = 30;
const LONGEST_QUEUE = 300;

export class MseSource {
  static isPossible() {
    return Boolean(window.MediaSource);
  }

  constructor(video, url, { state }) {
    Object.assign(this, { video, tell: state, queue: [], buffer: null, said: "" });
    this.media = new MediaSource();
    this.media.addEventListener("sourceopen", () => this.append());
    this.address = URL.createObjectURL(this.media);
    video.src = this.address;
    this.socket = new WebSocket(url);
    this.socket.binaryType = "arraybuffer";
    this.socket.onmessage = ({ data }) => (typeof data === "string" ? this.hear(JSON.parse(data)) : this.take(data));
    this.socket.onclose = () => this.state("broken");
  }

  // What was said last stays: a socket that closes after its goodbye is not broken.
  state(name) {
    if (this.isClosed || ["end", "refused", "unplayable"].includes(this.said)) return;
    this.said = name;
    this.tell(name);
  }

  hear(message) {
    if (message.t === "init") {
      this.queue.push({ mime: message.mime });
      this.state("on");
      this.append();
    } else {
      this.state({ waiting: "waiting", lost: "lost", end: "end", bye: "refused" }[message.t] ?? this.said);
    }
  }

  take(data) {
    this.queue.push({ data });
    if (this.queue.length > LONGEST_QUEUE) this.state("broken");
    this.append();
  }

  append() {
    if (this.isClosed || this.media.readyState !== "open" || this.buffer?.updating) return;
    try {
      this.step();
    } catch (error) {
      if (error.name === "QuotaExceededError") this.forget(KEPT_SECONDS / 3);
      else if (error.name === "NotSupportedError") this.state("unplayable");
      else this.state("broken");
    }
  }

  step() {
    const next = this.queue[0];
    if (!next) {
      this.forget(KEPT_SECONDS);
    } else if (next.mime) {
      this.queue.shift();
      this.begin(next.mime);
      this.append();
    } else {
      this.buffer.appendBuffer(next.data);
      this.queue.shift();
    }
  }

  // Another head begins another clock: it goes on where the last one ended.
  begin(mime) {
    if (!this.buffer) {
      this.buffer = this.media.addSourceBuffer(mime);
      this.buffer.addEventListener("updateend", () => this.append());
      return;
    }
    const { buffered } = this.buffer;
    const end = buffered.length ? buffered.end(buffered.length - 1) : 0;
    this.buffer.changeType(mime);
    this.buffer.timestampOffset = end;
  }

  forget(seconds) {
    const until = this.video.currentTime - seconds;
    const { buffered } = this.buffer ?? { buffered: [] };
    if (buffered.length && buffered.start(0) < until - 5) this.buffer.remove(0, until);
  }

  close() {
    this.isClosed = true;
    this.socket.close();
    URL.revokeObjectURL(this.address);
  }
}
