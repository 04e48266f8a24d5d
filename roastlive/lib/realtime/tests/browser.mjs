// The page's script outside a browser: `node browser.mjs URL`. What its handlers are told goes to stdout, a line each;
// lines of stdin are JavaScript about `live`.
import { createInterface } from "node:readline";

const [url] = process.argv.slice(2);
const { origin, pathname, port } = new URL(url);
const say = (...what) => process.stdout.write(JSON.stringify(what) + "\n");

globalThis.document = new EventTarget();
document.documentElement = { dataset: { liveOrigin: `:${port}` } };
globalThis.location = { origin: "http://127.0.0.1:8000" };
globalThis.addEventListener = () => {};
const Plain = globalThis.WebSocket;
globalThis.WebSocket = class extends Plain {
  constructor(address) {
    super(address, { headers: { origin } });
  }
};
document.addEventListener("live:state", ({ detail }) => say("state", detail.state, detail.code ?? ""));

const { connect } = await import(new URL("../../../../static/js/live.js", import.meta.url));
const live = connect(pathname, {
  snapshot: (state) => say("snapshot", state),
  parts: {
    chat: (items) => say("chat", items.map((item) => item.text)),
    meter: (value) => say("meter", value),
    removed: (ids) => say("removed", ids),
  },
});
globalThis.live = live;
createInterface({ input: process.stdin }).on("line", async (line) => {
  try {
    say("done", await eval(line));
  } catch (error) {
    say("failed", error.code, error.message);
  }
});
