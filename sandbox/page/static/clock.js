// The workspace's clock: moving it, and keeping what it shows true.
import { act, say } from "./act.js";
import { refresh, whenShown } from "./view.js";

const places = document.querySelectorAll('[data-region="clock"], [data-region="planned"]');
let moving = false;
let minute = 0;
let telling = 0;
// What the clock said at the last look, and the real time then: it runs on between looks.
let known = null;

const tell = () => say(`It is now ${known.full}.`);

/** In a window that did not move the clock itself, a jump is told once it has come to rest. */
function notice(clock) {
  const before = known;
  known = { ...clock, seen: Date.now() / 1000 };
  if (!before || moving || clock.at - before.at - (known.seen - before.seen) < 30) return;
  clearTimeout(telling);
  telling = setTimeout(tell, 500);
}

async function leap(button) {
  if (moving) return;
  moving = true;
  for (const place of places) place.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => say("Time goes by…"), 700);
  const told = await act({ do: "leap", to: button.dataset.leap });
  clearTimeout(slow);
  for (const place of places) place.removeAttribute("aria-busy");
  moving = false;
  if (told.ok) tell(); else say(told.error);
}

export function startClock() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-leap]");
    if (button) leap(button);
  });
  whenShown(({ clock }) => {
    clearTimeout(minute);
    if (!clock) return;
    notice(clock);
    if (document.visibilityState === "visible") minute = setTimeout(refresh, clock.next_minute * 1000 + 50);
  });
}
