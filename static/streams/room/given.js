// What is given shows over the page, and stands among the lines; a combo is one line that grows.
import { showGift } from "../../economy/js/gift_show.js";
import { piece } from "./line.js";
import { append } from "./log.js";
import { hearsNews, me } from "./room.js";
import { figure, word } from "./words.js";

const COMBOS_REMEMBERED = 50;
const combos = new Map();

function lineFor({ id, kind, combo, from }) {
  const known = kind === "gift" && combos.get(combo);
  if (known?.isConnected) return known;
  const line = piece("article", "line line--given");
  line.tabIndex = -1;
  line.dataset.given = id;
  line.append(piece("strong", "line__giver", from), " ", piece("span", "line__gift"));
  if (kind === "gift") combos.set(combo, line);
  if (combos.size > COMBOS_REMEMBERED) combos.delete(combos.keys().next().value);
  append([line]);
  return line;
}

// In the language of the page, if it is a gift that is still on offer.
const nameOf = ({ gift, name }) => me.gifts[gift] ?? name;

function wordsFor(given) {
  const { kind, combo_count: count, tokens, message } = given;
  if (kind === "gift") return word("given.gift", { gift: nameOf(given), number: figure(count) });
  const tipped = word("given.tip", { number: figure(tokens) });
  return message ? `${tipped}: ${message}` : tipped;
}

hearsNews("gifts", (all) => {
  for (const given of all) {
    lineFor(given).querySelector(".line__gift").textContent = wordsFor(given);
    if (given.kind === "gift") showGift({ drawing: given.drawing, name: nameOf(given), from: given.from, combo: given.combo, count: given.combo_count });
  }
});
