// Buttons, menus and choices of messages and forms.
import { act, ask, trouble, troubleUnder } from "./act.js";
import { fieldsOf, valueOf } from "./forms.js";
import { isPhone } from "./view.js";

/** Where a pressed thing stands: on a message, or in a form. */
function placeOf(element) {
  const form = element.closest("[data-view]");
  if (form) return { form, asked: { view: form.dataset.view, fields: fieldsOf(form) } };
  const message = element.closest("[data-msg]");
  return message && { message, asked: { in: message.dataset.channel, ts: message.dataset.msg } };
}

async function press(element, asked, busy) {
  const place = placeOf(element);
  if (!place || busy?.getAttribute("aria-busy")) return false;
  busy?.setAttribute("aria-busy", "true");
  // The answer may put another message in the place of this one.
  const scope = element.closest("[data-region]");
  const told = await act({ do: "press", ...place.asked, ...asked });
  busy?.removeAttribute("aria-busy");
  if (place.form) { if (!told.ok) trouble(document.querySelector("#form form"), told.error); return told.ok; }
  const { in: channel, ts } = place.asked;
  const shown = [...scope.querySelectorAll("[data-msg]")].find((one) => one.dataset.msg === ts && one.dataset.channel === channel);
  if (shown) troubleUnder(shown, told.ok ? "" : told.error);
  return told.ok;
}

function confirmed(element) {
  const question = element.closest(".asks, .control")?.querySelector(":scope > template");
  if (!question) return Promise.resolve(true);
  const { confirm: yes, deny: no, style } = question.dataset;
  return ask([...question.content.cloneNode(true).children], { yes, no, danger: style === "danger" });
}

async function clicked(element) {
  const { press: action, block, value, selected } = element.dataset;
  const words = element.textContent.trim();
  const menu = element.closest(".menu");
  menu?.hidePopover();
  if (element.tagName !== "A" && !(await confirmed(element))) return;
  const chosen = selected === undefined ? {} : { value: selected };
  const busy = menu ? menu.parentElement.querySelector(".dots") : element;
  await press(element, { action, block, words, pressed: value, ...chosen }, element.tagName === "A" ? null : busy);
}

async function chose(control) {
  const { block, action, kind } = control.dataset;
  if (!(await confirmed(control.firstElementChild))) {
    const select = control.querySelector("select");
    if (select) select.value = select.querySelector("option[selected]")?.value ?? "";
    return;
  }
  control.classList.add("sending");
  await press(control, { action, block, kind, value: valueOf(control), words: "" });
  control.classList.remove("sending");
}

function openerOf(menu) {
  const openers = [...document.querySelectorAll(`[popovertarget="${menu.id}"], [data-opened-by="${menu.id}"]`)];
  return openers.find((one) => one.offsetParent);
}

/** A menu opens beside its button, or above it where there is no room below. */
function place(menu) {
  menu.classList.add("placed");
  if (isPhone()) { menu.removeAttribute("style"); return; }
  const opener = openerOf(menu);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height < innerHeight || at.top < height;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? Math.min(at.bottom + 4, innerHeight - height - 8) : at.top - height - 4)}px`;
}

function arrows(event) {
  const menu = event.target.closest(".menu");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("button, a")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  items.at(to % items.length)?.focus();
}

let reactingTo = null;
const reactor = document.getElementById("reactor");

function openReactor(button) {
  reactingTo = button.closest("[data-msg]").dataset;
  document.querySelector("[data-opened-by]")?.removeAttribute("data-opened-by");
  button.dataset.openedBy = "reactor";
  reactor.showPopover({ source: button });
}

async function react(button) {
  const message = button.closest("[data-msg]");
  const { channel, msg: ts } = message ? message.dataset : reactingTo;
  if (!message) reactor.hidePopover();
  await act({ do: "react", in: channel, ts, name: button.dataset.react, on: button.getAttribute("aria-pressed") !== "true" });
}

function sort(button) {
  const head = button.closest("th");
  const rows = head.closest("table").tBodies[0];
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const one of head.parentElement.children) one.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const column = Number(button.dataset.sort);
  const key = (row) => row.cells[column]?.dataset.number ?? row.cells[column]?.textContent ?? "";
  const sorted = [...rows.rows].sort((one, other) => key(one).localeCompare(key(other), undefined, { numeric: true }));
  rows.append(...(down ? sorted.reverse() : sorted));
  const page = Number(button.closest(".data-table").dataset.page);
  [...rows.rows].forEach((row, place_) => row.classList.toggle("beyond", place_ >= page));
}

export function startPressing() {
  document.addEventListener("click", (event) => {
    const found = (selector) => event.target.closest(selector);
    const pressed = found("[data-press]");
    if (pressed) { clicked(pressed); return; }
    if (found("[data-reactor]")) openReactor(found("[data-reactor]"));
    else if (found("[data-react]")) react(found("[data-react]"));
    else if (found("[data-sort]")) sort(found("[data-sort]"));
    else if (found("[data-more]")) { found(".data-table").classList.add("all"); found("[data-more]").remove(); }
    else if (found("[data-hide]")) trouble(found("[data-trouble]").parentElement, "");
  });
  document.addEventListener("change", (event) => {
    const control = event.target.closest("[data-msg] .control[data-live]");
    if (control) chose(control);
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.(".menu[popover]")) return;
    if (event.newState !== "open") {
      menu.classList.remove("placed");
      // The browser gives the focus back to the opener, unless that was drawn anew meanwhile.
      const active = document.activeElement;
      if (active === document.body || menu.contains(active)) openerOf(menu)?.focus({ preventScroll: true });
      return;
    }
    place(menu);
    (menu.querySelector("[aria-current=true]") ?? menu.querySelector("button, a"))?.focus({ preventScroll: true });
  }, true);
  document.addEventListener("keydown", arrows);
}
