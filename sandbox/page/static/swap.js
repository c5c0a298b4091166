// Puts new markup in place of old without taking anything out of a person's hands: what did not
// change is not touched, and the focus comes back to where it was.
import { swapForm } from "./forms.js";

/** Show new markup in a region; true when a message came in at the end. */
export function swap(region, name, html) {
  if (name === "form") { swapForm(region, html); return false; }
  if (name === "messages" || name === "thread") return swapLines(region, html);
  const focused = region.contains(document.activeElement) ? mark(document.activeElement) : null;
  const slides = [...region.querySelectorAll(".steps, .guide-head")].map((one) => one.scrollLeft);
  region.innerHTML = html;
  region.querySelectorAll(".steps, .guide-head").forEach((one, place) => { one.scrollLeft = slides[place] ?? 0; });
  if (focused) region.querySelector(focused)?.focus({ preventScroll: true });
  return false;
}

function swapLines(region, html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  const old = new Map([...region.children].map((line) => [line.dataset.line, line]));
  const last = region.lastElementChild?.dataset.line;
  const wanted = [...box.content.children].map((line) => {
    const known = old.get(line.dataset.line);
    if (known && known.dataset.hash === line.dataset.hash) return known;
    if (known) carry(known, line);
    return line;
  });
  const kept = new Set(wanted);
  for (const line of [...region.children]) if (!kept.has(line)) line.remove();
  let place = region.firstElementChild;
  for (const line of wanted) {
    if (line === place) place = place.nextElementSibling;
    else region.insertBefore(line, place);
  }
  region.querySelector("[data-refocus]")?.focus({ preventScroll: true });
  region.querySelector("[data-refocus]")?.removeAttribute("data-refocus");
  const newest = region.lastElementChild;
  return Boolean(newest && old.size && newest.dataset.line !== last && !old.has(newest.dataset.line));
}

/** From a line to the one that takes its place: what is folded open, where the focus is. */
function carry(known, line) {
  for (const fold of known.querySelectorAll("details[data-fold]")) {
    const same = line.querySelector(`details[data-fold="${fold.dataset.fold}"]`);
    if (same) same.open = fold.open;
  }
  const active = document.activeElement;
  if (known.contains(active)) {
    const target = line.querySelector(mark(active)) ?? line.querySelector("button, a");
    target?.setAttribute("data-refocus", "");
  }
  line.querySelector(".msg")?.classList.add("changed");
}

/** A selector that finds the same control in new markup. */
export function mark(element) {
  const data = ["press", "block", "selected", "react", "story", "tick", "leap"].filter((key) => element.dataset[key] !== undefined);
  if (data.length) return element.tagName + data.map((key) => `[data-${key}="${CSS.escape(element.dataset[key])}"]`).join("");
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  if (href) return `a[href="${CSS.escape(href)}"]`;
  const label = element.getAttribute("aria-label");
  return label ? `${element.tagName}[aria-label="${CSS.escape(label)}"]` : element.tagName;
}
