// A gift appears, does its trick and is gone; more of the same combo add to the one that is there.
//
//   showGift({ drawing: "tomato", name: "Tomato", from: "vera", combo: "0193…", count: 3 });
//
// The page has the place for it: templates/economy/_gift_air.html.

const SHOWN_FOR = 3200;
const MOST_AT_ONCE = 3;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const shown = new Map();
let sprite;

export async function showGift({ drawing, name, from, combo, count }) {
  const air = document.querySelector("[data-gift-air]");
  if (!air) return;
  const art = await drawn(air.dataset.sprite, drawing);
  const card = shown.get(combo) ?? enter(air, combo);
  card.art.replaceChildren(art);
  card.what.replaceChildren(document.createTextNode(`${name} `), figure(count));
  card.who.textContent = from;
  clearTimeout(card.timer);
  card.timer = setTimeout(() => leave(combo), SHOWN_FOR);
}

function enter(air, combo) {
  const box = piece("div", "gift-shown");
  const card = { box, art: piece("span", "gift-shown__art"), what: piece("p", "gift-shown__what"), who: piece("p", "gift-shown__who") };
  box.append(card.art, card.what, card.who);
  // Opened anew it lies above whatever was opened meanwhile.
  if (air.matches(":popover-open")) air.hidePopover();
  air.showPopover();
  air.append(box);
  while (air.childElementCount > MOST_AT_ONCE) leave(shown.keys().next().value);
  shown.set(combo, card);
  box.animate(calm.matches ? [{ opacity: 0 }, { opacity: 1 }] : [{ opacity: 0, transform: "translateY(40px) scale(0.9)" }, {}], {
    duration: 220,
    easing: "ease-out",
  });
  return card;
}

function leave(combo) {
  const card = shown.get(combo);
  shown.delete(combo);
  if (!card) return;
  clearTimeout(card.timer);
  card.box.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 220 }).finished.finally(() => card.box.remove());
}

// The parts of a drawing only move where it stands in the page itself, so it is copied out of the sprite.
async function drawn(url, name) {
  sprite ??= fetch(url)
    .then((answer) => answer.text())
    .then((text) => new DOMParser().parseFromString(text, "image/svg+xml"));
  const symbol = (await sprite).getElementById(name);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `gift gift--${name} gift--plays`);
  svg.setAttribute("viewBox", "0 0 64 64");
  svg.setAttribute("aria-hidden", "true");
  for (const part of symbol?.children ?? []) svg.append(document.importNode(part, true));
  return svg;
}

function figure(count) {
  const figure = piece("span", "gift-shown__count");
  figure.textContent = `× ${count}`;
  return figure;
}

function piece(name, css) {
  const element = document.createElement(name);
  element.className = css;
  return element;
}
