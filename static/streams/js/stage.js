// The player's place: reactions that rise, the meter, who is there, and what is celebrated.
import { showGift } from "../../economy/js/gift_show.js";
import { rise } from "../../js/reactions.js";

const SENT_EVERY = 200;
const MOST_AT_ONCE = 20;
const RISING_MOST = 12;
const CELEBRATED_FOR = 4_000;
const figures = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
const exact = new Intl.NumberFormat(document.documentElement.lang);

export class Stage {
  constructor(room) {
    this.room = room;
    this.box = document.querySelector("[data-player]");
    this.air = this.box.querySelector("[data-air]");
    this.meter = this.box.querySelector("roast-meter");
    this.buttons = new Map([...this.box.querySelectorAll("[data-kind]")].map((button) => [button.dataset.kind, button]));
    this.unsent = new Map();
    // Mine come back with everybody's: they have risen already.
    this.mine = new Map();
    this.box.querySelector("[data-reactions]").addEventListener("click", ({ target }) => {
      const kind = target.closest("[data-kind]")?.dataset.kind;
      if (kind) this.press(kind);
    });
    document.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest?.("input, textarea, select, [contenteditable], dialog, [popover]")) return;
    const button = [...this.buttons.values()][Number(event.key) - 1];
    if (button && !button.disabled) this.press(button.dataset.kind);
  }

  press(kind) {
    this.float(kind);
    this.mine.set(kind, (this.mine.get(kind) ?? 0) + 1);
    this.unsent.set(kind, Math.min(MOST_AT_ONCE, (this.unsent.get(kind) ?? 0) + 1));
    this.sending ??= setTimeout(() => this.send(), SENT_EVERY);
  }

  send() {
    this.sending = null;
    for (const [kind, n] of this.unsent) this.room.tell({ t: "react", kind, n });
    this.unsent.clear();
  }

  react(sums) {
    for (const [kind, number] of Object.entries(sums)) {
      const own = Math.min(this.mine.get(kind) ?? 0, number);
      this.mine.set(kind, (this.mine.get(kind) ?? 0) - own);
      for (let n = 0; n < Math.min(RISING_MOST, number - own); n++) setTimeout(() => this.float(kind), n * 60);
    }
  }

  float(kind) {
    if (document.hidden || this.air.childElementCount > 60) return;
    const button = this.buttons.get(kind);
    rise(button.querySelector("svg"), { air: this.air, from: button.getBoundingClientRect() });
  }

  count(counts) {
    for (const [kind, button] of this.buttons) {
      const place = button.querySelector("[data-count]");
      place.textContent = counts[kind] ? figures.format(counts[kind]) : "";
    }
  }

  turn(value) {
    this.meter.value = value;
  }

  attend({ now, peak }) {
    this.box.querySelector("[data-viewers]").textContent = figures.format(now);
    const most = document.querySelector("[data-peak]");
    if (most) most.textContent = exact.format(peak);
  }

  give(gifts) {
    for (const gift of gifts) if (gift.kind === "gift") showGift({ drawing: gift.drawing, name: gift.name, from: gift.from, combo: gift.combo, count: gift.combo_count });
    for (const tip of gifts) if (tip.kind === "tip") showGift({ drawing: "golden-mic", name: exact.format(tip.tokens), from: tip.from, combo: tip.id, count: 1 });
  }

  celebrate(reached) {
    const box = document.querySelector("[data-celebration]");
    const { kind, threshold } = reached.at(-1);
    const what = box.querySelector("[data-celebration-what]");
    box.querySelector("[data-celebration-figure]").textContent = exact.format(threshold);
    what.textContent = what.dataset[kind] ?? "";
    box.hidden = false;
    box.dataset.threshold = threshold;
    clearTimeout(this.celebrating);
    this.celebrating = setTimeout(() => (box.hidden = true), CELEBRATED_FOR);
  }

  show({ status, title }) {
    const was = this.room.page.dataset.status;
    document.querySelector("[data-show-title]").textContent = title;
    if (was === status) return;
    // A show that begins or ends is another page.
    this.room.page.dataset.status = status;
    location.reload();
  }
}
