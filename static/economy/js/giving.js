// Giving without leaving the page. Without this file the same forms are sent the plain way.
import { say } from "../../js/notices.js";
import { showGift } from "./gift_show.js";
import { showBalance } from "./wallet.js";

// Whoever hammers the button means it once; the button for more is another one.
const BREATH = 700;
const COMBO_LASTS = 10_000;
const figures = new Intl.NumberFormat(document.documentElement.lang);

class Giving {
  constructor(form, { read, done }) {
    Object.assign(this, { form, read, done, quietUntil: 0, queue: Promise.resolve() });
    this.send = form.querySelector("[data-send]");
    this.wrong = form.querySelector("[data-wrong]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.once();
    });
    form.addEventListener("input", () => this.say());
    this.say();
  }

  once() {
    const isEarly = this.busy || performance.now() < this.quietUntil;
    this.quietUntil = performance.now() + BREATH;
    if (!isEarly) this.give(this.form.elements.key);
  }

  // One wish has one key, also when it has to be sent again because nobody knows what became of it.
  async give(key) {
    this.busy = true;
    this.send.setAttribute("aria-busy", "true");
    this.complain("");
    const answer = await this.ask(key.value).catch(() => null);
    this.busy = false;
    this.send.removeAttribute("aria-busy");
    this.quietUntil = performance.now() + BREATH;
    if (answer === null) return this.complain(document.getElementById("toast-pattern").dataset.offline);
    if (answer.status < 500 && answer.status !== 429) key.value = crypto.randomUUID();
    if (answer.ok) this.done(answer.body);
    else this.complain(complaint(answer.body));
  }

  async ask(key) {
    const answer = await fetch(this.form.dataset.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value,
      },
      body: JSON.stringify({ creator: this.form.dataset.creator, ...this.occasion(), ...this.read(this.form.elements) }),
    });
    return { ok: answer.ok, status: answer.status, body: await answer.json() };
  }

  // What it is given during, where the page says so.
  occasion() {
    const { subject_kind: kind, subject_id: id } = this.form.elements;
    return kind ? { subject_kind: kind.value, subject_id: id.value } : {};
  }

  complain(text) {
    this.wrong.textContent = text;
    this.wrong.hidden = !text;
  }

  // The button says what it does.
  say() {
    const tokens = this.tokens();
    if (!tokens) return;
    const words = tokens === 1 ? this.send.dataset.wordsOne : this.send.dataset.wordsMany;
    this.send.textContent = words.replace("{number}", figures.format(tokens));
  }

  tokens() {
    const { amount, quantity } = this.form.elements;
    const price = amount ? amount.value : this.form.querySelector("[name=gift]:checked")?.dataset.price;
    return Math.max(0, Math.trunc(Number(price ?? 0)) * Math.trunc(Number(quantity?.value ?? 1)));
  }
}

function complaint(problem) {
  const errors = Object.values(problem.errors ?? {}).flat();
  return errors[0] ?? problem.detail;
}

function gifts(form) {
  const combo = form.querySelector("[data-combo]");
  const giving = new Giving(form, {
    read: ({ gift, quantity }) => ({ gift: gift.value, quantity: Number(quantity.value) }),
    done: ({ gift, balance }) => {
      showBalance(balance);
      showGift({ drawing: gift.gift.drawing, name: gift.gift.name, from: gift.creator, combo: gift.combo_id, count: gift.combo_count });
      combo.hidden = false;
      combo.querySelector("[data-combo-count]").textContent = `× ${gift.combo_count}`;
      clearTimeout(combo.timer);
      combo.timer = setTimeout(() => (combo.hidden = true), COMBO_LASTS);
    },
  });
  // Each press is another one, in its turn and under a key of its own.
  combo.addEventListener("click", () => {
    giving.queue = giving.queue.then(() => giving.give({ value: crypto.randomUUID() }));
  });
  form.addEventListener("change", ({ target }) => target.name === "gift" && (combo.hidden = true));
}

function tips(form) {
  const giving = new Giving(form, {
    read: ({ amount, message }) => ({ amount: Number(amount.value), message: message.value }),
    done: ({ tip, balance }) => {
      showBalance(balance);
      form.elements.message.value = "";
      if (tip.message_held) say(form.dataset.held, { kind: "waiting" });
      else say(form.dataset.done, { kind: "success" });
      form.closest("[popover]")?.hidePopover();
    },
  });
  const amounts = form.querySelector("[data-amounts]");
  amounts.hidden = false;
  amounts.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-amount]");
    if (!button) return;
    form.elements.amount.value = button.dataset.amount;
    giving.say();
  });
}

document.querySelectorAll("[data-gift-form]").forEach(gifts);
document.querySelectorAll("[data-tip-form]").forEach(tips);
