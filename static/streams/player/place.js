// Where the media server is: its origin is written as the sockets' is ("" the page's own, ":8002" its host on another port).
export function mediaUrl({ origin, path }, { socket = false } = {}) {
  const base = new URL(origin.includes("://") ? origin : location.origin);
  if (origin.startsWith(":")) base.port = origin.slice(1);
  if (socket) base.protocol = base.protocol.replace("http", "ws");
  return new URL(path, base).href;
}
