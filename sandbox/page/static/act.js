// Asking the server to do something as the acting person, and saying near the spot how it came out.
import { refresh, state } from "./view.js";

const SILENT = "The sandbox does not answer. Is it still running? Nothing you typed is lost.";

/** Do something; never throws. What it did is on the screen when this resolves, unless told not to look. */
export async function act(asked, { look = true } = {}) {
  let told;
  try {
    const answer = await fetch("/page/act", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ as: state.as, in: state.in, ...asked }),
    });
    told = await answer.json();
  } catch {
    told = { ok: false, error: SILENT, fields: {} };
  }
  if (look) await refresh();
  return told;
}

/** Show words in the trouble line of a form or a composer; nothing hides it. */
export function trouble(place, words) {
  const line = place?.querySelector("[data-trouble]");
  if (!line) return;
  line.querySelector("span").textContent = words ?? "";
  line.hidden = !words;
}

/** Say under a message that what was pressed in it did not work. */
export function troubleUnder(message, words) {
  message.querySelector(":scope > .body > .trouble")?.remove();
  if (!words) return;
  const line = document.createElement("div");
  line.className = "trouble";
  line.setAttribute("role", "alert");
  const told = document.createElement("span");
  told.textContent = words;
  const hide = document.createElement("button");
  hide.type = "button";
  hide.textContent = "Hide";
  hide.addEventListener("click", () => line.remove());
  line.append(told, hide);
  message.querySelector(":scope > .body").append(line);
}

const asking = document.getElementById("ask");

/** Ask a yes-or-no question; resolves to the answer. Escape means no. */
export function ask(words, { yes = "Yes", no = "Cancel", danger = false } = {}) {
  const place = document.getElementById("ask-words");
  place.replaceChildren(...(typeof words === "string" ? [paragraph(words)] : words));
  const heading = place.querySelector("h2");
  if (heading) heading.id = "ask-title";
  const yesButton = asking.querySelector("[data-yes]");
  const noButton = asking.querySelector("[data-no]");
  yesButton.textContent = yes;
  noButton.textContent = no;
  yesButton.classList.toggle("solid-danger", danger);
  yesButton.classList.toggle("primary", !danger);
  return new Promise((resolve) => {
    asking.returnValue = "";
    yesButton.onclick = () => asking.close("yes");
    noButton.onclick = () => asking.close("");
    asking.onclose = () => resolve(asking.returnValue === "yes");
    asking.showModal();
    (danger ? noButton : yesButton).focus();
  });
}

function paragraph(words) {
  const made = document.createElement("p");
  made.textContent = words;
  return made;
}

const notice = document.getElementById("notice");
let gone = 0;

/** Say something in passing. */
export function say(words) {
  clearTimeout(gone);
  delete notice.dataset.lost;
  notice.textContent = words;
  notice.hidden = !words;
  gone = setTimeout(() => { notice.hidden = true; }, 7000);
}
