// What the crowd does together: goals, the poll, the hype streak.
const figures = new Intl.NumberFormat(document.documentElement.lang);

export class Crowd {
  constructor(room) {
    this.room = room;
    this.box = document.querySelector("[data-crowd]");
    this.list = this.box.querySelector("[data-goals]");
    this.place = this.box.querySelector("[data-poll]");
    this.streak = this.box.querySelector("[data-hype]");
    this.box.addEventListener("submit", (event) => this.submit(event));
    setInterval(() => this.tick(), 1000);
  }

  goals(items) {
    const known = new Map([...this.list.children].map((card) => [card.dataset.goal, card]));
    this.list.replaceChildren(...items.map((goal) => this.goal(known.get(goal.id) ?? this.fresh("goal", goal.id), goal)));
  }

  goal(card, goal) {
    card.dataset.goal = goal.id;
    card.dataset.status = goal.status;
    card.querySelector("[data-goal-title]").textContent = goal.title;
    const bar = card.querySelector("[data-goal-bar]");
    bar.max = goal.target;
    bar.value = goal.raised;
    card.querySelector("[data-goal-raised]").textContent = figures.format(goal.raised);
    card.querySelector("[data-goal-target]").textContent = figures.format(goal.target);
    const state = card.querySelector("[data-goal-state]");
    state.textContent = state.dataset[goal.status] ?? "";
    const form = card.querySelector("[data-chip-in]");
    if (form) form.hidden = goal.status !== "open";
    for (const button of card.querySelectorAll("[data-goal-done] button")) button.disabled = goal.status !== "reached";
    return card;
  }

  poll(poll) {
    if (!poll) {
      this.place.replaceChildren();
      return;
    }
    let card = this.place.querySelector(`[data-poll-card="${CSS.escape(poll.id)}"]`);
    if (!card) {
      card = this.fresh("poll", poll.id);
      card.dataset.pollCard = poll.id;
      card.querySelector("[data-poll-question]").textContent = poll.question;
      card.querySelector("[data-poll-choices]").replaceChildren(...poll.choices.map((choice) => this.choice(choice)));
      this.place.replaceChildren(card);
    }
    card.querySelector("[data-poll-votes]").textContent = figures.format(poll.votes);
    for (const { id, votes } of poll.choices) {
      const button = card.querySelector(`[data-choice="${CSS.escape(id)}"]`);
      button.querySelector("[data-choice-votes]").textContent = figures.format(votes);
      button.style.setProperty("--share", poll.votes ? votes / poll.votes : 0);
      button.disabled ||= poll.status !== "open";
    }
    this.pollEnds = poll.status === "open" ? new Date(poll.ends_at) : null;
    this.tick();
  }

  choice({ id, text }) {
    const button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "choice", value: id, className: "poll__choice", disabled: !this.room.me });
    button.dataset.choice = id;
    const words = document.createElement("span");
    words.textContent = text;
    const votes = document.createElement("span");
    votes.className = "figures";
    votes.dataset.choiceVotes = "";
    button.append(words, votes);
    return button;
  }

  hype(hype) {
    this.streak.hidden = !hype;
    this.hypeEnds = hype ? new Date(hype.ends_at) : null;
    if (!hype) return;
    this.streak.querySelector("[data-hype-level]").textContent = hype.level;
    const bar = this.streak.querySelector("[data-hype-bar]");
    bar.max = hype.goal;
    bar.value = hype.points;
    this.tick();
  }

  tick() {
    const time = this.place.querySelector("[data-poll-time]");
    if (time) time.textContent = left(this.pollEnds);
    this.streak.querySelector("[data-hype-time]").textContent = left(this.hypeEnds);
  }

  // The address of a form ends in the id of what it is about.
  fresh(name, id) {
    const card = this.box.querySelector(`[data-${name}-pattern]`).content.firstElementChild.cloneNode(true);
    for (const form of card.querySelectorAll("form")) form.dataset.about = id;
    return card;
  }

  async submit(event) {
    const form = event.target;
    const goal = form.closest("[data-goal]")?.dataset.goal;
    const poll = form.closest("[data-poll-card]")?.dataset.pollCard;
    const act = ["chip-in", "vote", "goal-done", "goal-back", "poll-close"].find((name) => form.hasAttribute(`data-${name}`));
    if (!act) return;
    event.preventDefault();
    const wrong = form.querySelector("[data-wrong]");
    if (wrong) wrong.hidden = true;
    try {
      if (act === "chip-in") await this.room.ask({ t: "goal", goal, amount: Number(form.elements.amount.value), key: crypto.randomUUID() });
      else if (act === "vote") await this.room.ask({ t: "vote", poll, choice: event.submitter.value });
      else await this.post(form, act, goal ?? poll);
    } catch (error) {
      if (!wrong) return;
      wrong.textContent = error.message;
      wrong.hidden = false;
    }
  }

  async post(form, act, id) {
    const path = { "goal-done": `/live/goals/${id}/done/`, "goal-back": `/live/goals/${id}/give-back/`, "poll-close": `/live/polls/${id}/close/` }[act];
    await fetch(path, { method: "POST", body: new FormData(form) });
  }
}

function left(moment) {
  const seconds = moment ? Math.max(0, Math.round((moment - Date.now()) / 1000)) : 0;
  return seconds ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "";
}
