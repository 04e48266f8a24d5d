// The balance wherever it stands on the page, as it is now; and what one is given while one looks.
import { connect } from "../../js/live.js";
import { say } from "../../js/notices.js";
import { showGift } from "./gift_show.js";

const language = document.documentElement.lang;
const figures = new Intl.NumberFormat(language);
const money = new Intl.NumberFormat(language, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" });
let version = -1;

function showWallet(wallet) {
  // Of two tellings the later one holds, whichever came first.
  if (!wallet || wallet.version < version) return;
  version = wallet.version;
  for (const place of document.querySelectorAll("[data-wallet]")) {
    place.textContent = figures.format(wallet[place.dataset.wallet]);
  }
  for (const place of document.querySelectorAll("[data-wallet-worth]")) {
    place.textContent = money.format(wallet[place.dataset.walletWorth] / 100);
  }
}

// What a gift left, for as long as nothing newer comes from the house by itself.
export function showBalance(available) {
  if (document.documentElement.dataset.live === "open") return;
  for (const place of document.querySelectorAll("[data-wallet=available]")) place.textContent = figures.format(available);
}

function showGiven(all) {
  for (const given of all) {
    if (given.kind === "gift") {
      showGift({ ...given, count: given.combo_count });
    } else {
      say(given.message ? `${given.from}: ${given.message}` : given.from, { kind: "success" });
    }
  }
}

if (document.querySelector("[data-wallet], [data-gift-air]")) {
  connect("/ws/me/", {
    snapshot: (state, room) => room === "me" && showWallet(state.wallet),
    me: { wallet: showWallet, given: showGiven },
  });
}
