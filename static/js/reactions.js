// A reaction rises from where it was pressed, along a curve, and is gone.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function rise(icon, { air, from }) {
  const bounds = air.getBoundingClientRect();
  const drawn = icon.cloneNode(true);
  drawn.classList.add("risen");
  drawn.style.left = `${from.left + from.width / 2 - bounds.left}px`;
  drawn.style.top = `${from.top - bounds.top}px`;
  air.append(drawn);
  const fade = calm.matches ? standing() : curve();
  drawn.animate(fade, { duration: calm.matches ? 600 : 1600, easing: "ease-out" }).finished.finally(() => drawn.remove());
}

function standing() {
  return [{ opacity: 1 }, { opacity: 0 }];
}

function curve() {
  const side = Math.random() < 0.5 ? -1 : 1;
  const sway = side * (20 + Math.random() * 30);
  const height = 180 + Math.random() * 120;
  const steps = [0, 0.25, 0.5, 0.75, 1];
  return steps.map((part) => ({
    transform: `translate(-50%, 0) translate(${Math.sin(part * Math.PI * 1.5) * sway}px, ${-height * part}px) scale(${0.8 + part * 0.7})`,
    opacity: part < 0.5 ? 1 : 2 - part * 2,
  }));
}
