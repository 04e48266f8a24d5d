// From the capture to the media server. A connection that breaks is made anew, with a recorder of its own: each begins with a head.
//
//   const sending = new Sending(stream, { address: async () => url, bits, state: (name, detail) => {}, health: (facts) => {} });
//   sending.start();   sending.stop();
//
// States: "connecting", "on", "again" (it broke and comes back), "stopped", or "refused" with the reason.
const WANTED = ["video/webm;codecs=h264,opus", "video/webm;codecs=avc1,opus", "video/webm;codecs=vp8,opus", "video/webm"];
const PIECE = 100;
const KEY_FRAME_EVERY = 2000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;
// What the line does not take is let go of: whoever is so far behind begins anew.
const MOST_WAITING = 6 * 1024 * 1024;
const FINAL = ["taken_over", "over", "full", "invalid"];

export class Sending {
  constructor(stream, { address, bits, state, health }) {
    Object.assign(this, { stream, address, bits, tell: state, tellHealth: health, tries: 0 });
  }

  start() {
    this.isWanted = true;
    this.connect();
  }

  stop() {
    this.isWanted = false;
    clearTimeout(this.retry);
    if (this.recorder?.state === "recording") this.recorder.stop();
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send('{"t":"bye"}');
    this.socket?.close();
    this.tell("stopped");
  }

  async connect() {
    this.tell(this.tries ? "again" : "connecting");
    const url = await this.address().catch((error) => this.refuse(error.message));
    if (!this.isWanted) return;
    if (!url) return this.again();
    const socket = (this.socket = new WebSocket(url));
    this.mime = WANTED.find((mime) => MediaRecorder.isTypeSupported(mime));
    socket.onopen = () => socket.send(JSON.stringify({ t: "hello", mime: this.mime }));
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = () => socket === this.socket && this.broke();
  }

  hear(message) {
    if (message.t === "ready") this.record();
    else if (message.t === "health") this.tellHealth(message);
    else if (message.t === "bye" && FINAL.includes(message.code)) this.refuse(message.code);
  }

  record() {
    this.tries = 0;
    const { socket } = this;
    this.recorder = new MediaRecorder(this.stream, {
      mimeType: this.mime,
      videoBitsPerSecond: this.bits,
      audioBitsPerSecond: 128_000,
      videoKeyFrameIntervalDuration: KEY_FRAME_EVERY,
    });
    this.recorder.ondataavailable = ({ data }) => {
      if (socket.readyState !== WebSocket.OPEN || !data.size) return;
      if (socket.bufferedAmount > MOST_WAITING) socket.close();
      else socket.send(data);
    };
    this.recorder.start(PIECE);
    this.tell("on");
  }

  broke() {
    if (this.recorder?.state === "recording") this.recorder.stop();
    if (this.isWanted) this.again();
  }

  again() {
    const pause = Math.min(FIRST_PAUSE * 2 ** this.tries, LONGEST_PAUSE);
    this.tries += 1;
    this.tell("again");
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), pause);
  }

  refuse(why) {
    this.stop();
    this.tell("refused", why);
  }
}
