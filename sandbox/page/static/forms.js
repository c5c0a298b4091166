// Forms over the page: opening, keeping what is typed, sending, closing.
import { act, ask, trouble } from "./act.js";
import { mark } from "./swap.js";

const dialog = document.getElementById("form");
const touched = new Set();
const waiting = new Map();

const current = () => dialog.querySelector("form");

/** What every control of a form holds: words, or a list of them for ticks. */
export function fieldsOf(form) {
  return [...form.querySelectorAll(".control")].map((control) => ({ ...named(control), value: valueOf(control) }));
}

function named(control) {
  const { block, action, kind } = control.dataset;
  return { block, action, kind };
}

export function valueOf(control) {
  const ticks = [...control.querySelectorAll("input[type=checkbox], input[type=radio]")];
  if (control.dataset.kind === "radio_buttons") return ticks.find((tick) => tick.checked)?.value ?? "";
  if (ticks.length || control.querySelector(".rows, .ticks")) return ticks.filter((tick) => tick.checked).map((tick) => tick.value);
  return control.querySelector("input, textarea, select")?.value ?? "";
}

function setValue(control, value) {
  if (Array.isArray(value) || control.dataset.kind === "radio_buttons") {
    const chosen = new Set([value].flat());
    for (const tick of control.querySelectorAll("input[type=checkbox], input[type=radio]")) tick.checked = chosen.has(tick.value);
    return;
  }
  const field = control.querySelector("input, textarea, select");
  if (!field) return;
  if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) return;
  field.value = value;
}

/** Show another form, or the same one changed; what was typed under the same names stays. */
export function swapForm(region, html) {
  const before = current();
  const box = document.createElement("template");
  box.innerHTML = html;
  const after = box.content.querySelector("form");
  if (before && after && before.dataset.view === after.dataset.view) return changeForm(region, before, after, box);
  touched.clear();
  // Closing first gives the focus back to what had it; a form under this one takes it anew.
  region.innerHTML = "";
  region.append(box.content);
  if (!after) { if (dialog.open) dialog.close(); return undefined; }
  if (!dialog.open) dialog.showModal();
  firstField(after)?.focus();
  return undefined;
}

function changeForm(region, before, after, box) {
  const active = before.contains(document.activeElement) ? document.activeElement : null;
  const again = active && { at: mark(active), start: active.selectionStart, end: active.selectionEnd };
  const scrolled = before.querySelector(".form-body").scrollTop;
  const typed = new Map(fieldsOf(before).map((field) => [`${field.block}\n${field.action}\n${field.kind}`, field.value]));
  region.replaceChildren(box.content);
  for (const control of after.querySelectorAll(".control")) {
    const { block, action, kind } = control.dataset;
    const value = typed.get(`${block}\n${action}\n${kind}`);
    if (value !== undefined) setValue(control, value);
  }
  after.querySelector(".form-body").scrollTop = scrolled;
  const wrong = before.dataset.sent ? after.querySelector("[aria-invalid=true]") : null;
  const target = (wrong?.matches("[role]") ? wrong.querySelector("input") : wrong) ?? (again && after.querySelector(again.at));
  target?.focus();
  if (!wrong && again?.start != null && target?.setSelectionRange) {
    // Some kinds of fields have no caret to put back.
    try { target.setSelectionRange(again.start, again.end); } catch { /* It stays at the end. */ }
  }
}

function firstField(form) {
  return form.querySelector("[autofocus]") ?? form.querySelector(".control :is(input, textarea, select)")
    ?? form.querySelector("[data-submit]") ?? form.querySelector("[data-view-close]");
}

async function submit(form) {
  const button = form.querySelector("[data-submit]");
  if (!button || button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  forget();
  trouble(form, "");
  form.dataset.sent = "1";
  const told = await act({ do: "submit", view: form.dataset.view, fields: fieldsOf(form) });
  delete form.dataset.sent;
  button.removeAttribute("aria-busy");
  if (told.ok || Object.keys(told.fields ?? {}).length) return;
  trouble(current(), told.error);
}

async function close(form, everything) {
  if (touched.has(form.dataset.view)) {
    const sure = await ask("Close this form? What you typed in it will be gone.", { yes: "Close it", no: "Keep writing", danger: true });
    if (!sure) return;
  }
  forget();
  const told = await act({ do: "close", view: form.dataset.view, everything });
  if (!told.ok) trouble(current(), told.error);
}

/** The server keeps what is typed soon after it is typed, so that a reload gives it back. */
function keepSoon(control) {
  const form = control.closest("form");
  const key = control.dataset.block + control.dataset.action;
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => tell(form, control), 400));
}

function tell(form, control) {
  waiting.delete(control.dataset.block + control.dataset.action);
  const asked = { do: "change", view: form.dataset.view, ...named(control), value: valueOf(control) };
  // Nothing looks different afterwards, unless the app hears of it or a complaint is settled.
  return act(asked, { look: "live" in control.dataset || control.querySelector("[aria-invalid]") !== null });
}

function forget() {
  for (const timer of waiting.values()) clearTimeout(timer);
  waiting.clear();
}

function narrow(box) {
  const wanted = box.value.trim().toLocaleLowerCase();
  for (const tick of box.closest(".control").querySelectorAll(".tick")) {
    tick.hidden = !tick.textContent.toLocaleLowerCase().includes(wanted) && !tick.querySelector("input").checked;
  }
}

export function startForms() {
  dialog.addEventListener("submit", (event) => { event.preventDefault(); submit(event.target); });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (current()) close(current(), false);
  });
  // A browser may close a dialog without asking; then the form is gone for the workspace too.
  dialog.addEventListener("close", () => { if (current() && !dialog.open) act({ do: "close", view: current().dataset.view }); });
  dialog.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-view-close]");
    if (closer) close(closer.closest("form"), closer.closest(".form-head") !== null);
  });
  dialog.addEventListener("input", (event) => {
    if (event.target.matches(".narrow")) { narrow(event.target); return; }
    const control = event.target.closest(".control");
    if (!control) return;
    touched.add(control.closest("form").dataset.view);
    if (!("live" in control.dataset)) keepSoon(control);
  });
  dialog.addEventListener("change", async (event) => {
    const control = event.target.closest(".control[data-live]");
    if (!control || event.target.matches(".narrow")) return;
    const form = control.closest("form");
    const told = await tell(form, control);
    if (!told.ok) trouble(current(), told.error);
  });
  dialog.addEventListener("keydown", (event) => {
    // Enter in a line of text sends the form; in a search box it does nothing.
    if (event.key === "Enter" && event.target.matches(".narrow")) event.preventDefault();
  });
  // The page may have been loaded with a form already open.
  if (current()) { dialog.showModal(); firstField(current())?.focus(); }
}
