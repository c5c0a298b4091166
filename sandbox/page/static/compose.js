// Where a person types: sending, drafts that survive anything, and completion of commands and names.
import { act, trouble } from "./act.js";
import { state, toBottom, whenLeaving, whenShown } from "./view.js";

const known = JSON.parse(document.getElementById("commands").textContent);
const main = document.getElementById("composer");
const reply = document.getElementById("thread-composer");
const say = document.getElementById("say");
const list = document.getElementById("choices");
const usage = document.getElementById("usage");
const usageAtRest = usage.innerHTML;
let choices = [];
let chosen = 0;

const area = (form) => form.querySelector("textarea");
const draftKey = (form) => `draft:${state.as}:${state.in}:${form === reply ? state.thread : ""}`;

function keepDraft(form) {
  const key = form.dataset.draft;
  if (!key) return;
  if (area(form).value) sessionStorage.setItem(key, area(form).value);
  else sessionStorage.removeItem(key);
}

/** Each person has his own draft in each conversation and thread. */
function bringDraft(form) {
  const key = draftKey(form);
  if (form.dataset.draft === key) return;
  form.dataset.draft = key;
  area(form).value = sessionStorage.getItem(key) ?? "";
  trouble(form, "");
  changed(form);
}

const growsByItself = CSS.supports("field-sizing", "content");

function changed(form) {
  if (!growsByItself) {
    area(form).style.height = "auto";
    area(form).style.height = `${area(form).scrollHeight}px`;
  }
  form.querySelector(".box").classList.toggle("typed", area(form).value.trim() !== "");
  if (form === main) { offer(); tellUsage(); }
}

async function send(form) {
  const box = area(form);
  const text = box.value;
  const button = form.querySelector(".send");
  if (!text.trim() || button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  const key = form.dataset.draft;
  hideChoices();
  trouble(form, "");
  box.value = "";
  changed(form);
  if (form === main) toBottom();
  const where = form === reply ? { do: "reply", thread: state.thread } : { do: "type" };
  // Until it is sent, it is still a draft: a reload in this moment loses nothing.
  sessionStorage.setItem(key, text);
  const told = await act({ ...where, text });
  button.removeAttribute("aria-busy");
  if (told.ok) {
    if (form.dataset.draft === key) keepDraft(form); else sessionStorage.removeItem(key);
    return;
  }
  if (form.dataset.draft !== key) return;
  // What was typed comes back, before anything that was typed since.
  box.value = box.value ? `${text}\n${box.value}` : text;
  changed(form);
  keepDraft(form);
  trouble(form, told.error);
}

/** Put words into the message box so that Undo brings the old ones back. */
export function fill(text) {
  say.focus();
  say.select();
  if (!document.execCommand("insertText", false, text)) say.value = text;
  changed(main);
  keepDraft(main);
}

// Completion

function offered() {
  const before = say.value.slice(0, say.selectionStart);
  if (/^\/\S*$/.test(before)) return { from: 0, list: known.commands.filter((one) => one.name.startsWith(before.toLowerCase())) };
  const name = /(?:^|\s)(@[\p{L}\w.-]*)$/u.exec(before)?.[1];
  if (name === undefined) return { from: 0, list: [] };
  const wanted = name.slice(1).toLowerCase();
  return {
    from: before.length - name.length,
    list: known.people.filter((one) => one.name.startsWith(`@${wanted}`) || one.hint.toLowerCase().startsWith(wanted)).slice(0, 9),
  };
}

function offer() {
  const { list: found } = offered();
  choices = document.activeElement === say ? found : [];
  chosen = 0;
  list.replaceChildren(...choices.map(option));
  list.hidden = !choices.length;
  say.setAttribute("aria-expanded", String(Boolean(choices.length)));
  mark();
}

function option(one, place) {
  const row = document.createElement("div");
  row.id = `choice-${place}`;
  row.setAttribute("role", "option");
  for (const [tag, words, look] of [["b", one.name, ""], ["span", one.hint, "hint"], ["small", one.does, ""]]) {
    const part = document.createElement(tag);
    part.className = look;
    part.dir = "auto";
    part.textContent = words;
    row.append(part);
  }
  // A press would take the focus out of the message box before the click arrives.
  row.addEventListener("pointerdown", (event) => event.preventDefault());
  row.addEventListener("click", () => { chosen = place; complete(); });
  return row;
}

function mark() {
  [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === chosen)));
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
  if (choices.length) say.setAttribute("aria-activedescendant", `choice-${chosen}`);
  else say.removeAttribute("aria-activedescendant");
}

function complete() {
  const { from } = offered();
  const after = say.value.slice(say.selectionStart).replace(/^\s+/, "");
  const head = `${say.value.slice(0, from)}${choices[chosen].name} `;
  say.value = head + after;
  say.setSelectionRange(head.length, head.length);
  say.focus();
  hideChoices();
  changed(main);
  keepDraft(main);
}

function hideChoices() {
  choices = [];
  list.hidden = true;
  say.setAttribute("aria-expanded", "false");
  say.removeAttribute("aria-activedescendant");
}

function tellUsage() {
  const typed = /^(\/\S+)\s/.exec(say.value)?.[1];
  const command = known.commands.find((one) => one.name === typed);
  usage.parentElement.classList.toggle("telling", Boolean(command));
  if (!command) { usage.innerHTML = usageAtRest; return; }
  const name = document.createElement("b");
  name.textContent = command.name;
  usage.replaceChildren(name, ` ${command.hint}`);
  usage.title = command.does;
}

function keys(event) {
  const form = event.target.closest("[data-composer]");
  if (!form || event.isComposing) return;
  const open = form === main && choices.length > 0;
  if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + choices.length) % choices.length;
    mark();
  } else if (open && event.key === "Escape") {
    event.stopPropagation();
    hideChoices();
  } else if (open && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !typedWhole()))) {
    complete();
  } else if (event.key === "Enter" && !event.shiftKey) {
    send(form);
  } else {
    return;
  }
  event.preventDefault();
}

/** A command that stands there letter for letter is meant: Enter runs it. */
const typedWhole = () => choices.some((one) => one.name === say.value.trim());

export function startComposing() {
  for (const form of [main, reply]) {
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
    form.addEventListener("keydown", keys);
    form.addEventListener("input", () => { changed(form); keepDraft(form); });
    bringDraft(form);
  }
  say.addEventListener("blur", hideChoices);
  say.addEventListener("focus", offer);
  whenLeaving(() => { for (const form of [main, reply]) keepDraft(form); });
  whenShown((meta) => {
    say.placeholder = meta.placeholder;
    say.setAttribute("aria-label", meta.placeholder);
    for (const form of [main, reply]) { bringDraft(form); forbid(form, meta); }
  });
}

function forbid(form, meta) {
  const note = form.querySelector("[data-cannot]");
  note.hidden = !meta.cannot;
  form.querySelector(".box").hidden = Boolean(meta.cannot);
  if (note.dataset.told === meta.cannot) return;
  note.dataset.told = meta.cannot;
  note.replaceChildren(meta.cannot);
  if (!meta.join || form === reply) return;
  const join = document.createElement("button");
  join.type = "button";
  join.className = "button";
  join.textContent = `Join ${meta.where}`;
  join.addEventListener("click", () => act({ do: "join" }));
  note.append(" ", join);
}
