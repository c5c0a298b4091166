// What this window shows, and keeping it fresh: one request at a time, the newest wish wins.
import { swap } from "./swap.js";

const body = document.body;
export const state = {
  as: body.dataset.as, in: body.dataset.in, dm: null, thread: null, more: null, focus: null,
};
const pointed = new URLSearchParams(location.search);
state.thread = pointed.get("thread");
state.focus = pointed.get("focus");

// What a finger is on is not taken from under it, or its click would go nowhere: that region is shown
// anew when it lets go.
let held = null;
let overdue = false;

const hashes = {};
for (const region of document.querySelectorAll("[data-region]")) hashes[region.dataset.region] = region.dataset.hash;

const scroller = document.getElementById("scroller");
const pill = document.getElementById("pill");
const listeners = [];
let sticky = true;
let running = null;
let again = false;
let turn = 0;

/** Call this with what the server told after each look. */
export function whenShown(listener) { listeners.push(listener); }

export const isPhone = () => matchMedia("(width < 45rem)").matches;

/** Look again; resolves when what was true at the call is on the screen. */
export function refresh() {
  if (running) { again = true; return running; }
  running = (async () => {
    try {
      do { again = false; await look(); } while (again);
    } finally { running = null; }
  })();
  return running;
}

async function look() {
  const mine = turn;
  const asked = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) if (value) asked.set(key, value);
  asked.set("have", Object.entries(hashes).map((pair) => pair.join(":")).join(","));
  if (document.visibilityState === "visible" && sticky) asked.set("seen", "1");
  let told;
  try {
    const answer = await fetch(`/page/regions?${asked}`);
    if (!answer.ok) throw new Error(answer.status);
    told = await answer.json();
  } catch {
    lost(true);
    setTimeout(refresh, 1500);
    return;
  }
  lost(false);
  // The person went elsewhere while this was on its way.
  if (mine !== turn) { again = true; return; }
  show(told);
}

function show({ regions, meta }) {
  const moved = state.moved;
  state.moved = false;
  Object.assign(state, { as: meta.as, in: meta.in, thread: meta.thread, dm: null });
  const keep = moved ? null : anchor();
  const thread = document.querySelector("#thread .scroller");
  const follows = atBottom(thread) || thread.dataset.of !== meta.thread;
  for (const [name, { html, hash }] of Object.entries(regions)) {
    const region = document.querySelector(`[data-region="${name}"]`);
    if (region === held && !moved) { overdue = true; continue; }
    const news = swap(region, name, html);
    hashes[name] = hash;
    if (name === "messages" && news && !moved) told(region);
  }
  document.title = meta.title;
  if (location.pathname + location.search !== meta.address && !state.focus) history.replaceState(null, "", meta.address);
  for (const listener of listeners) listener(meta, regions, moved);
  if (moved) { pill.hidden = true; sticky = true; }
  if (sticky) toBottom(); else keep?.();
  thread.dataset.of = meta.thread;
  if (follows) thread.scrollTop = thread.scrollHeight;
}

/** A message came in: said to a screen reader, and shown as a pill to who reads further up. */
function told(region) {
  if (!sticky) pill.hidden = false;
  const words = region.lastElementChild.querySelector(".msg");
  document.getElementById("spoken").textContent = `${words?.getAttribute("aria-label")}: ${words?.querySelector(".words, .blocks")?.textContent ?? ""}`.slice(0, 200);
}

/** Where the reader's eye is: afterwards, the same line stands in the same place. */
function anchor() {
  const top = scroller.getBoundingClientRect().top;
  const line = [...scroller.querySelectorAll("[data-line]")].find((one) => one.getBoundingClientRect().bottom > top);
  const was = line?.getBoundingClientRect().top;
  return () => { if (line?.isConnected) scroller.scrollTop += line.getBoundingClientRect().top - was; };
}

const atBottom = (box = scroller) => box.scrollHeight - box.scrollTop - box.clientHeight < 48;

export function toBottom() {
  scroller.scrollTop = scroller.scrollHeight;
  sticky = true;
  pill.hidden = true;
}

/** Go to what an address of this page says; everything it does not name is left behind. */
export function go(href, { replace = false } = {}) {
  const url = new URL(href, location.href);
  const asked = url.searchParams;
  const archive = /^\/archives\/(\w+)(?:\/p(\d+)(\d{6}))?/.exec(url.pathname);
  turn += 1;
  const before = `${state.as} ${state.in}`;
  state.as = asked.get("as") ?? state.as;
  state.dm = asked.get("dm");
  state.in = archive ? archive[1] : asked.get("in") ?? (state.dm ? null : state.in);
  state.thread = asked.get(archive ? "thread_ts" : "thread");
  state.focus = archive?.[2] ? `${archive[2]}.${archive[3]}` : null;
  state.moved = before !== `${state.as} ${state.in}`;
  if (state.moved) { state.more = null; sticky = !state.focus; }
  if (!replace) history.pushState(null, "", url);
  for (const listener of leaving) listener();
  return refresh().then(point);
}

const leaving = [];
/** Call this before the window shows something else. */
export function whenLeaving(listener) { leaving.push(listener); }

/** Bring the message that an address names into sight. */
export function point() {
  if (!state.focus) return;
  const found = document.querySelectorAll(`[data-msg="${CSS.escape(state.focus)}"]`);
  const message = found[found.length - 1];
  if (!message) return;
  message.scrollIntoView({ block: "center" });
  sticky = atBottom();
  message.classList.add("hot");
  setTimeout(() => message.classList.remove("hot"), 4000);
  message.querySelector("a, button")?.focus({ preventScroll: true, focusVisible: false });
}

export function earlier(count) {
  state.more = count;
  sticky = false;
  return refresh();
}

// The connection that says when to look again. A window out of sight gives it up: a browser allows
// only a few of them to one server, and somebody may well have nine people open.
let events = null;
const notice = document.getElementById("notice");
let quiet = 0;

function lost(so) {
  if (so && quiet) return;
  clearTimeout(quiet);
  quiet = 0;
  if (!so) { if (notice.dataset.lost) { notice.hidden = true; delete notice.dataset.lost; } return; }
  quiet = setTimeout(() => {
    notice.textContent = "The sandbox does not answer. Trying again; what you typed stays here.";
    notice.dataset.lost = "1";
    notice.hidden = false;
  }, 1200);
}

function connect() {
  if (events) return;
  events = new EventSource("/page/live");
  events.addEventListener("hello", (told) => {
    if (told.data !== body.dataset.born) { location.reload(); return; }
    refresh();
  });
  events.onmessage = () => refresh();
  events.onerror = () => {
    lost(true);
    // A browser gives up for good on some errors; this page does not.
    if (events?.readyState === EventSource.CLOSED) { events = null; setTimeout(connect, 1500); }
  };
}

/** After the click that comes of it. */
function letGo() {
  setTimeout(() => {
    held = null;
    if (overdue) { overdue = false; refresh(); }
  });
}

export function start() {
  connect();
  addEventListener("pointerdown", (event) => { held = event.target.closest("[data-region]"); });
  for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, letGo);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") { connect(); refresh(); return; }
    events?.close();
    events = null;
  });
  addEventListener("pagehide", () => events?.close());
  addEventListener("popstate", () => go(location.href, { replace: true }));
  scroller.addEventListener("scroll", () => {
    const was = sticky;
    sticky = atBottom();
    if (sticky && !was) { pill.hidden = true; refresh(); }
  }, { passive: true });
  const watch = new ResizeObserver(() => { if (sticky) toBottom(); });
  watch.observe(scroller);
  watch.observe(scroller.querySelector("[data-region]"));
  pill.addEventListener("click", () => { toBottom(); refresh(); });
  toBottom();
  point();
}
