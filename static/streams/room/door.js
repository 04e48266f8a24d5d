// Whether one may write. There may be several reasons why not; the composer opens when the last is gone.
import { moment } from "./moments.js";
import { hears, hearsPersonally, me } from "./room.js";
import { say } from "../../js/notices.js";
import { word } from "./words.js";

const LONGEST_WAIT = 2 ** 31 - 1;
const form = document.querySelector("[data-say]");
const shut = document.querySelector("[data-shut]");
const reasons = new Map();
let timer = 0;
let isBanned = false;

function because(reason, words) {
  if (words) reasons.set(reason, words);
  else reasons.delete(reason);
  if (!form) return;
  const [first] = reasons.values();
  form.hidden = Boolean(first);
  shut.hidden = !first;
  shut.classList.toggle("composer__shut--sanction", reasons.has("sanction"));
  shut.querySelector("[data-shut-words]").textContent = first ?? "";
  shut.querySelector("[data-ask-back]").hidden = !isBanned;
}

function until(iso) {
  clearTimeout(timer);
  const left = Date.parse(iso) - Date.now();
  if (iso && left < LONGEST_WAIT) timer = setTimeout(() => because("sanction", ""), Math.max(0, left));
}

if (me.kept_from) {
  because("sanction", me.kept_from.words);
  until(me.kept_from.until);
}

hearsPersonally("chat_word", (words) => {
  for (const { kind, until: iso, text } of words) {
    if (kind === "timed_out") {
      because("sanction", [word("shut.timed_out", { until: moment(iso) }), text].filter(Boolean).join(" "));
      until(iso);
    } else if (kind === "banned") {
      clearTimeout(timer);
      isBanned = true;
      because("sanction", [word("shut.banned"), text].filter(Boolean).join(" "));
    } else if (kind === "unbanned") {
      isBanned = false;
      because("sanction", "");
      say(word("told.unbanned"), { kind: "success" });
    }
  }
});
hears("modes", ({ enabled }) => because("off", enabled === false ? word("shut.chat_off") : ""));
hears("show", ({ status }) => because("over", status === "ended" || status === "cancelled" ? word("shut.ended") : ""));
document.addEventListener("live:state", ({ detail: { state, code } }) => {
  if (state !== "closed") return;
  isBanned ||= code === "banned" || code === "sanctioned";
  because("closed", word(`closed.${code}`) || word("closed.other"));
});
