// The page's one socket. What happens reaches handlers by the name of its part; the wire is described in docs/websocket.md.
//
//   const live = connect("/ws/live/7/", {
//     snapshot: (state, room) => {},            // everything anew: at first, and whenever something was lost
//     parts: { chat: (messages) => {}, viewers: (number) => {} },
//     me: { unread: (number) => {} },           // parts of the person's own room
//   });
//   await live.ask({ t: "chat", text });        // the acknowledgement, or throws a LiveError with code and detail
//   live.tell({ t: "react", kind: "fire", n: 1 });
//
// Whoever asks for the same path shares the socket. A page that is in a room says so in [data-live-path]; what is the
// person's own comes through that socket too.
//
// The page sees the connection in <html data-live="connecting|open|waiting|closed"> and in the event "live:state".

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const PING_EVERY = 25_000;
const ANSWER_WITHIN = 10_000;
const ASK_SNAPSHOT_WITHIN = 1_000;
const IDS_REMEMBERED = 1_000;
const OWN = "/ws/me/";
const sockets = new Map();

export class LiveError extends Error {
  constructor({ code, detail = "", errors = {}, retry_after: retryAfter }) {
    super(detail || code);
    Object.assign(this, { code, detail, errors, retryAfter });
  }
}

export function liveUrl(path, place = location, origin = document.documentElement.dataset.liveOrigin ?? "") {
  const base = new URL(origin.includes("://") ? origin : place.origin);
  if (origin.startsWith(":")) base.port = origin.slice(1);
  base.protocol = base.protocol.replace("http", "ws");
  return new URL(path, base).href;
}

export function connect(path, handlers = {}) {
  const wanted = path === OWN ? (document.querySelector("[data-live-path]")?.dataset.livePath ?? path) : path;
  const known = sockets.get(wanted);
  if (known) known.join(handlers);
  else sockets.set(wanted, new Live(liveUrl(wanted), handlers));
  return sockets.get(wanted);
}

class Live {
  constructor(url, handlers) {
    Object.assign(this, { url, listeners: [handlers], tries: 0, asked: 0, answers: new Map(), rooms: new Map() });
    addEventListener("online", () => this.state === "waiting" && this.open());
    this.open();
  }

  open() {
    clearTimeout(this.retry);
    this.show("connecting");
    this.rooms.clear();
    this.bye = "";
    const socket = (this.socket = new WebSocket(this.url));
    socket.onmessage = ({ data }) => socket === this.socket && this.hear(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.socket && this.lost(code);
  }

  // Who comes late hears how everything stands as everybody does: by a snapshot.
  join(handlers) {
    this.listeners.push(handlers);
    for (const room of this.rooms.keys()) this.tell({ t: "snapshot", room });
  }

  // Ask for something that is acknowledged.
  ask(message) {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.reject(new LiveError({ code: "disconnected" }));
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      this.answers.set(id, { resolve, reject });
      this.tell({ ...message, id });
    });
  }

  // Say something that needs no answer; while there is no connection nobody hears it.
  tell(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  close() {
    this.bye = "left";
    this.socket.close(1000);
  }

  hear(frame) {
    this.stayAwake();
    if (frame.t === "tick") this.tick(frame);
    else if (frame.t === "snapshot") this.snapshot(frame);
    else if (frame.t === "ack" || frame.t === "error") this.answer(frame);
    else if (frame.t === "bye") this.bye = frame.code;
  }

  snapshot({ t, seq, room = "", ...state }) {
    const known = new Map();
    for (const [name, value] of Object.entries(state)) if (Array.isArray(value)) known.set(name, idsOf(value));
    clearTimeout(this.rooms.get(room)?.asking);
    this.rooms.set(room, { seq, known });
    this.tries = 0;
    this.show("open");
    for (const handlers of this.listeners) handlers.snapshot?.(state, room);
  }

  tick({ t, seq, room = "", ...parts }) {
    const here = this.rooms.get(room);
    if (!here || seq <= here.seq) return;
    if (seq > here.seq + 1) this.askSnapshot(here, room);
    here.seq = seq;
    const heard = this.listeners.map((handlers) => (room ? handlers[room] : handlers.parts));
    for (const [name, value] of Object.entries(parts)) {
      const fresh = Array.isArray(value) ? unseen(here.known, name, value) : value;
      if (!Array.isArray(fresh) || fresh.length) for (const handlers of heard) handlers?.[name]?.(fresh);
    }
  }

  // Everybody in the room has seen the same gap: not all at once. Usually the server's own snapshot comes first.
  askSnapshot(here, room) {
    here.asking ??= setTimeout(() => this.tell({ t: "snapshot", room }), ASK_SNAPSHOT_WITHIN * (0.5 + Math.random() / 2));
  }

  answer(frame) {
    const waiting = this.answers.get(frame.id);
    this.answers.delete(frame.id);
    if (frame.t === "ack") waiting?.resolve(frame);
    else if (waiting) waiting.reject(new LiveError(frame));
    else document.dispatchEvent(new CustomEvent("live:error", { detail: frame }));
  }

  // A connection that died without a word is noticed by the answer that does not come.
  stayAwake() {
    clearTimeout(this.ping);
    this.ping = setTimeout(() => {
      this.tell({ t: "ping" });
      this.ping = setTimeout(() => this.abandon(), ANSWER_WITHIN);
    }, PING_EVERY);
  }

  abandon() {
    this.socket.onclose = null;
    this.socket.close();
    this.lost(1006);
  }

  lost(code) {
    clearTimeout(this.ping);
    for (const { asking } of this.rooms.values()) clearTimeout(asking);
    for (const { reject } of this.answers.values()) reject(new LiveError({ code: "disconnected" }));
    this.answers.clear();
    // 44xx says that coming back would end the same way.
    if (this.bye === "left" || (code >= 4400 && code < 4500)) {
      this.show("closed", { code: this.bye });
      return;
    }
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.tries++) * (0.5 + Math.random() / 2);
    this.retry = setTimeout(() => this.open(), pause);
    this.show("waiting", { code: this.bye, pause });
  }

  show(state, detail = {}) {
    if (this.state === state && state === "open") return;
    this.state = state;
    document.documentElement.dataset.live = state;
    document.dispatchEvent(new CustomEvent("live:state", { detail: { state, ...detail } }));
  }
}

function idsOf(items) {
  return new Set(items.map((item) => item?.id).filter(Boolean));
}

// What was in the snapshot already, or came before, is the same thing again, unless it was taken away in between:
// lists of bare ids name what is gone.
function unseen(known, name, items) {
  for (const gone of items) if (typeof gone === "string") for (const ids of known.values()) ids.delete(gone);
  const ids = known.get(name) ?? known.set(name, new Set()).get(name);
  const fresh = items.filter((item) => !item?.id || !ids.has(item.id));
  for (const item of fresh) if (item?.id) ids.add(item.id);
  for (const id of ids) {
    if (ids.size <= IDS_REMEMBERED) break;
    ids.delete(id);
  }
  return fresh;
}
