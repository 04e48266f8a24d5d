// <roast-meter aria-valuenow="34">: a needle with weight. Setting `value` swings it there; the ARIA value is the truth.
const DEGREES = 0.8;
const STIFFNESS = 70;
const DAMPING = 7;
const LONGEST_STEP = 1 / 30;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

class RoastMeter extends HTMLElement {
  #shown = 0;
  #speed = 0;
  #frame = 0;
  #last = 0;

  connectedCallback() {
    this.needle = this.querySelector("[data-meter-needle]");
    this.cold = this.querySelector("[data-meter-cold]");
    this.hot = this.querySelector("[data-meter-hot]");
    this.figures = this.querySelectorAll("[data-meter-figure]");
    this.#shown = this.value;
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  get value() {
    return Number(this.getAttribute("aria-valuenow"));
  }

  set value(wish) {
    const value = Math.max(-100, Math.min(100, Math.round(wish)));
    if (value === this.value) return;
    this.setAttribute("aria-valuenow", value);
    for (const figure of this.figures) figure.textContent = signed(value);
    if (calm.matches) {
      this.#shown = value;
      this.#draw();
    } else if (!this.#frame) {
      this.#last = performance.now();
      this.#frame = requestAnimationFrame((now) => this.#swing(now));
    }
  }

  #swing(now) {
    const step = Math.min((now - this.#last) / 1000, LONGEST_STEP);
    this.#last = now;
    const pull = STIFFNESS * (this.value - this.#shown) - DAMPING * this.#speed;
    this.#speed += pull * step;
    this.#shown += this.#speed * step;
    const rests = Math.abs(this.#speed) < 0.5 && Math.abs(this.value - this.#shown) < 0.1;
    if (rests) {
      this.#shown = this.value;
      this.#speed = 0;
    }
    this.#draw();
    this.#frame = rests ? 0 : requestAnimationFrame((next) => this.#swing(next));
  }

  #draw() {
    const shown = this.#shown;
    const angle = Math.max(-110, Math.min(110, shown)) * DEGREES;
    this.needle.setAttribute("transform", `rotate(${angle.toFixed(2)} ${this.needle.dataset.pivot})`);
    this.cold.setAttribute("stroke-dasharray", `${Math.max(0, Math.min(100, -shown)).toFixed(1)} 200`);
    this.hot.setAttribute("stroke-dasharray", `${Math.max(0, Math.min(100, shown)).toFixed(1)} 200`);
  }
}

export function signed(value) {
  return value > 0 ? `+${value}` : value < 0 ? `−${-value}` : "0";
}

customElements.define("roast-meter", RoastMeter);
