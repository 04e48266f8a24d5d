// What the creator shows: a camera or a screen, or the screen with the camera in its corner; and what is heard of it.
//
//   const capture = new Capture();
//   await capture.open({ camera, microphone });       // ids of devices, or "" for whichever
//   await capture.share();  capture.unshare();        // the screen, with the camera in the corner
//   capture.stream                                    // one picture and one sound, the same stream whatever changes
const SIZE = { width: 1280, height: 720 };
const RATE = 30;
const CORNER = 0.24;
const MARGIN = 24;

export class Capture {
  constructor() {
    this.canvas = Object.assign(document.createElement("canvas"), SIZE);
    this.brush = this.canvas.getContext("2d", { alpha: false });
    this.camera = eye();
    this.screen = eye();
    this.sound = new AudioContext();
    this.mix = this.sound.createMediaStreamDestination();
    this.inputs = new Map();
    this.stream = new MediaStream([...this.canvas.captureStream(RATE).getVideoTracks(), ...this.mix.stream.getAudioTracks()]);
  }

  async open({ camera, microphone }) {
    const media = await navigator.mediaDevices.getUserMedia({
      video: { ...SIZE, frameRate: RATE, ...(camera && { deviceId: { exact: camera } }) },
      audio: { echoCancellation: true, noiseSuppression: true, ...(microphone && { deviceId: { exact: microphone } }) },
    });
    await this.sound.resume();
    this.put(this.camera, "microphone", media);
    this.draw();
  }

  async share() {
    const media = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: RATE }, audio: true });
    this.put(this.screen, "screen", media);
    media.getVideoTracks()[0].addEventListener("ended", () => this.unshare());
  }

  unshare() {
    this.put(this.screen, "screen", null);
    this.onunshare?.();
  }

  put(video, name, media) {
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    this.inputs.get(name)?.disconnect();
    this.inputs.delete(name);
    video.srcObject = media;
    if (!media) return;
    video.play().catch(() => {});
    if (media.getAudioTracks().length === 0) return;
    const input = this.sound.createMediaStreamSource(new MediaStream(media.getAudioTracks()));
    input.connect(this.mix);
    this.inputs.set(name, input);
  }

  mute(isMuted) {
    for (const track of this.camera.srcObject?.getAudioTracks() ?? []) track.enabled = !isMuted;
  }

  // A timer, because a page in the background gets no frames to draw in, and the show goes on.
  draw() {
    this.timer ??= setInterval(() => this.paint(), 1000 / RATE);
  }

  paint() {
    const { width, height } = SIZE;
    this.brush.fillRect(0, 0, width, height);
    if (!this.screen.srcObject) return this.fit(this.camera, 0, 0, width, height);
    this.fit(this.screen, 0, 0, width, height);
    const side = width * CORNER;
    this.fit(this.camera, width - side - MARGIN, height - side * 0.5625 - MARGIN, side, side * 0.5625);
  }

  fit(video, x, y, width, height) {
    if (!video.videoWidth) return;
    const scale = Math.min(width / video.videoWidth, height / video.videoHeight);
    const [wide, high] = [video.videoWidth * scale, video.videoHeight * scale];
    this.brush.drawImage(video, x + (width - wide) / 2, y + (height - high) / 2, wide, high);
  }

  close() {
    clearInterval(this.timer);
    this.put(this.camera, "microphone", null);
    this.put(this.screen, "screen", null);
  }
}

function eye() {
  return Object.assign(document.createElement("video"), { muted: true, playsInline: true });
}

// Names are known only after somebody has allowed the first.
export async function devices() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return { cameras: all.filter(({ kind }) => kind === "videoinput"), microphones: all.filter(({ kind }) => kind === "audioinput") };
}
