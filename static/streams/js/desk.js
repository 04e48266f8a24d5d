// The panel of those who keep order: what waits, and what the chat asks for.
export class Desk {
  constructor(room) {
    this.room = room;
    this.box = document.querySelector("[data-desk]");
    this.list = this.box.querySelector("[data-desk-list]");
    this.pattern = this.box.querySelector("[data-desk-pattern]").content.firstElementChild;
    this.opener = document.querySelector("[data-opens-desk]");
    this.opener.addEventListener("click", () => this.open(this.box.hidden));
    this.box.addEventListener("click", ({ target }) => this.pressed(target));
    this.box.addEventListener("change", ({ target }) => target.dataset.modeTime && this.set(target.dataset.modeTime, Number(target.value)));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.counted();
  }

  open(open) {
    this.box.hidden = !open;
    this.opener.setAttribute("aria-expanded", open);
  }

  hear(item) {
    if (item.kind === "decided") this.list.querySelector(`[data-item="${CSS.escape(item.held)}"]`)?.remove();
    else if (item.kind === "held" || item.kind === "unban") this.list.append(this.drawn(item));
    this.counted();
  }

  drawn(item) {
    const card = this.pattern.cloneNode(true);
    card.dataset.item = item.id;
    card.dataset.itemKind = item.kind;
    card.querySelector("[data-item-name]").textContent = item.by.name;
    card.querySelector("[data-item-text]").textContent = item.text;
    const why = card.querySelector("[data-item-why]");
    why.textContent = item.why ?? "";
    why.hidden = !item.why;
    return card;
  }

  counted() {
    const number = this.list.childElementCount;
    const place = this.opener.querySelector("[data-desk-count]");
    place.textContent = number;
    place.hidden = !number;
  }

  pressed(target) {
    const decide = target.closest("[data-decide]");
    const mode = target.closest("[data-mode]");
    const shield = target.closest("[data-shield]");
    if (decide) this.decide(decide.closest("[data-item]"), decide.dataset.decide === "yes");
    else if (mode) this.set(mode.dataset.mode, mode.getAttribute("aria-pressed") === "true" ? 0 : 1);
    else if (shield) this.room.ask({ t: "shield", on: shield.getAttribute("aria-pressed") !== "true" }).catch(() => {});
  }

  key(event) {
    if (event.target.closest("input, textarea, select")) return;
    const answer = { a: true, d: false }[event.key.toLowerCase()];
    const first = this.list.firstElementChild;
    if (answer !== undefined && first) this.decide(first, answer);
  }

  async decide(card, approve) {
    card.toggleAttribute("aria-busy", true);
    const id = card.dataset.item;
    try {
      if (card.dataset.itemKind === "unban") await this.room.ask({ t: "unban_answer", request: id, grant: approve });
      else await this.room.ask({ t: "held", held: id, approve });
      card.remove();
    } catch (error) {
      card.removeAttribute("aria-busy");
      if (error.code === "held_decided" || error.code === "unban_decided") card.remove();
    }
    this.counted();
  }

  set(name, value) {
    this.room.ask({ t: "mode", name, value }).catch(() => {});
  }

  modes(modes) {
    for (const button of this.box.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", Boolean(modes[button.dataset.mode]));
    for (const choice of this.box.querySelectorAll("[data-mode-time]")) choice.value = modes[choice.dataset.modeTime];
    this.box.querySelector("[data-shield]").setAttribute("aria-pressed", modes.shield);
  }
}
