// The page's own behaviour. The server draws everything; this script asks for what changed, sends
// what a person does, and keeps his words, focus and place.
import { startClock } from "./clock.js";
import { startComposing } from "./compose.js";
import { startForms } from "./forms.js";
import { startGuide } from "./guide.js";
import { startPressing } from "./press.js";
import { earlier, go, isPhone, start, state, whenShown } from "./view.js";

const thread = document.getElementById("thread");
const side = document.getElementById("side");
const main = document.querySelector(".main");
let opener = null;

function drawer(open) {
  document.body.classList.toggle("drawer", open);
  main.inert = open;
  document.querySelector(".veil")?.remove();
  if (!open) { opener?.focus(); opener = null; return; }
  opener = document.activeElement;
  const veil = document.createElement("button");
  veil.className = "veil";
  veil.setAttribute("aria-label", "Close the list");
  veil.addEventListener("click", () => drawer(false));
  document.body.append(veil);
  (side.querySelector("[aria-current]") ?? side.querySelector("a"))?.focus();
}

function showThread(meta) {
  thread.hidden = !meta.thread;
  thread.querySelector("[data-thread-where]").textContent = meta.where;
  thread.querySelector("textarea").setAttribute("aria-label", `Reply in the thread in ${meta.where}`);
  main.inert = isPhone() && Boolean(meta.thread);
}

function closeThread() {
  const from = state.thread;
  go(`/?as=${state.as}&in=${state.in}`).then(() => {
    document.querySelector(`[data-msg="${CSS.escape(from)}"] .replies`)?.focus();
  });
}

/** A plain click inside the workspace stays on this page; with a key held, the browser decides. */
function follow(event) {
  const link = event.target.closest("a[data-go]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  if (link.closest("#people")) document.getElementById("people").hidePopover();
  if (document.body.classList.contains("drawer")) drawer(false);
  const href = link.hasAttribute("data-person") ? `${link.getAttribute("href")}&in=${state.in}` : link.href;
  go(href).then(() => {
    if (link.hasAttribute("data-thread-link")) thread.querySelector("textarea").focus();
    else if (!isPhone() && !state.focus) document.getElementById("say").focus();
  });
}

document.addEventListener("click", (event) => {
  follow(event);
  const found = (selector) => event.target.closest(selector);
  if (found("[data-drawer-open]")) drawer(true);
  else if (found("[data-drawer-close]")) drawer(false);
  else if (found("[data-thread-close]")) closeThread();
  else if (found("[data-earlier]")) earlier(found("[data-earlier]").dataset.earlier);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], .menu:popover-open")) return;
  if (document.body.classList.contains("drawer")) drawer(false);
  else if (state.thread) closeThread();
});

startComposing();
startForms();
startPressing();
startGuide();
startClock();
whenShown(showThread);
start();
