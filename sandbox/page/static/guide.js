// The guided strip: which story is shown, and setting the stage for a step.
import { act, say } from "./act.js";
import { fill } from "./compose.js";
import { go, isPhone, whenShown } from "./view.js";

const guide = document.querySelector('[data-region="guide"]');
let story = Number(sessionStorage.getItem("story") ?? 0);

function showStory() {
  const tabs = [...guide.querySelectorAll("[role=tab]")];
  if (!tabs[story]) story = 0;
  tabs.forEach((tab, place) => {
    tab.setAttribute("aria-selected", String(place === story));
    tab.tabIndex = place === story ? 0 : -1;
  });
  for (const steps of guide.querySelectorAll("[data-steps]")) steps.hidden = Number(steps.dataset.steps) !== story;
  const now = guide.querySelector(`[data-steps="${story}"] :is(.now, .onward)`);
  const row = now?.parentElement;
  if (row && row.scrollWidth > row.clientWidth) row.scrollLeft = now.offsetLeft - row.offsetLeft;
  for (const button of document.querySelectorAll("[data-tour-open]")) button.hidden = !guide.hidden;
}

function choose(place) {
  story = place;
  sessionStorage.setItem("story", String(place));
  guide.classList.remove("open");
  showStory();
}

function hide(so) {
  guide.hidden = so;
  document.cookie = `sandbox_tour=${so ? "off" : "on"}; path=/; samesite=strict; max-age=${so ? 31536000 : 0}`;
  showStory();
}

/** Become the person, go to the place, and put the words or the button before him. */
async function stage(step) {
  const { say: words, point, leapTo, title, hint } = step.dataset;
  await go(step.getAttribute("href"));
  if (words) {
    fill(words);
    say(isPhone() ? "Tap the arrow to send." : "Press Enter to send. " + hint);
    return;
  }
  if (leapTo) { spot(clockButton(leapTo)); say(hint); return; }
  if (!point) { await act({ do: "look", words: title }); say(hint); return; }
  const buttons = [...document.querySelectorAll(".main .msg [data-press]")];
  const button = buttons.reverse().find((one) => one.textContent.trim().toLowerCase().startsWith(point.toLowerCase()));
  if (!button) { say(`There is no “${point}” button here yet: do the step before it first.`); return; }
  button.scrollIntoView({ block: "center" });
  spot(button);
  say(hint);
}

function spot(button) {
  button?.focus({ preventScroll: true });
  button?.classList.add("spot");
  setTimeout(() => button?.classList.remove("spot"), 5000);
}

/** The clock's button for a leap: in the top line, or in the clock's menu where that has no room. */
function clockButton(to) {
  const menu = document.getElementById("clock");
  const shown = document.querySelector(`.top [data-leap="${to}"]`);
  if (shown?.offsetParent) return shown;
  menu.showPopover();
  return menu.querySelector(`[data-leap="${to}"]`);
}

function arrows(event) {
  if (!event.target.matches("[role=tab]") || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const tabs = [...guide.querySelectorAll("[role=tab]")];
  choose((story + (event.key === "ArrowRight" ? 1 : -1) + tabs.length) % tabs.length);
  tabs[story].focus();
}

export function startGuide() {
  document.addEventListener("click", (event) => {
    const found = (selector) => event.target.closest(selector);
    if (found("[data-step]")) { event.preventDefault(); stage(found("[data-step]")); }
    else if (found("[data-story]")) choose(Number(found("[data-story]").dataset.story));
    else if (found("[data-tour-more]")) guide.classList.toggle("open");
    else if (found("[data-tour-close]")) hide(true);
    else if (found("[data-tour-open]")) hide(false);
    else if (found("[data-tour-reset]")) act({ do: "start-over" });
    else if (found("[data-tick]")) {
      const [of, step] = found("[data-tick]").dataset.tick.split(":").map(Number);
      act({ do: "tick", story: of, step });
    }
  });
  guide.addEventListener("keydown", arrows);
  whenShown((meta, regions) => {
    // Once a step is done, what to do for it is in the way.
    if (regions.guide) say("");
    if (regions.guide || regions.side) showStory();
  });
  showStory();
}
