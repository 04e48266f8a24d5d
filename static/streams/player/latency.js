// Staying close to what happens: a little faster when behind, a jump when far behind, and over holes.
const LOOKED_EVERY = 250;
const TARGET = 0.5;
const FAR = 3;

export function stayClose(video, { tell }) {
  const timer = setInterval(() => {
    const { buffered } = video;
    if (!buffered.length || video.paused) return;
    const end = buffered.end(buffered.length - 1);
    const behind = end - video.currentTime;
    if (behind > FAR || behind < 0 || isInHole(video)) video.currentTime = Math.max(buffered.start(buffered.length - 1), end - TARGET);
    else video.playbackRate = behind > TARGET * 2 ? 1.1 : behind > TARGET * 1.4 ? 1.05 : 1;
    tell(behind);
  }, LOOKED_EVERY);
  return () => clearInterval(timer);
}

function isInHole({ buffered, currentTime }) {
  for (let place = 0; place < buffered.length; place += 1) {
    if (currentTime >= buffered.start(place) - 0.05 && currentTime <= buffered.end(place)) return false;
  }
  return true;
}
