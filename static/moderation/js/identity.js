// A picture grows where it is pressed, so that one reads a number without leaving the page. Without this it opens by itself.
const LARGE = "proof__glass--large";

function grow(glass, event) {
  const frame = glass.getBoundingClientRect();
  const [x, y] = [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
  const isLarge = glass.classList.toggle(LARGE);
  if (!isLarge) return;
  // A key has no place; then the middle will do.
  const [across, down] = event.detail === 0 ? [0.5, 0.5] : [x, y];
  glass.scrollTo((glass.scrollWidth - frame.width) * across, (glass.scrollHeight - frame.height) * down);
}

document.addEventListener("click", (event) => {
  const glass = event.target.closest("[data-zoom]");
  if (!glass || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  grow(glass, event);
});
