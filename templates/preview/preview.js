// The live preview inside the site's own pages: changes the open page in place when the show was built again, says what is
// wrong while it is wrong, and marks what sounds otherwise than before. Runs before the site's own scripts.
import { base, clock, count, el, getJson, listen, meta, mistakeItems } from "./live.js";

const page = meta("podbuild-page");
const slug = /^episodes\/([^/]+)\/index\.html$/.exec(page)?.[1] ?? "";
let seen = Number(meta("podbuild-build"));
let run = meta("podbuild-run");

// ── the page, changed in place ──────────────────────────────────────────────────────────────────────────────────────
// `server` is the page as it was sent; `live` leads from each of its nodes to the one on the screen. What changed between
// two pages as sent is changed on the screen; what the site's scripts did to everything else stays as it is.

const live = new WeakMap();
const pair = (sent, shown) => {
  live.set(sent, shown);
  for (let a = sent.firstChild, b = shown.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
};
const inherit = (before, after) => { // equal trees: what showed the old one shows the new one
  if (live.has(before)) live.set(after, live.get(before));
  for (let a = before.firstChild, b = after.firstChild; a && b; a = a.nextSibling, b = b.nextSibling) inherit(a, b);
};
let server = document.documentElement.cloneNode(true);
pair(server, document.documentElement);

const isAlike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id ?? "") === (b.id ?? "");

const morphAttributes = (before, after, shown) => {
  for (const { name } of [...before.attributes]) if (!after.hasAttribute(name)) shown.removeAttribute(name);
  for (const { name, value } of [...after.attributes]) if (before.getAttribute(name) !== value) shown.setAttribute(name, value);
};

/** Which old child each new child is, as pairs; equal ones at both ends first, then in order whatever is alike. */
const matched = (before, after) => {
  const pairs = new Map();
  let start = 0;
  let [i, j] = [before.length - 1, after.length - 1];
  while (start <= i && start <= j && before[start].isEqualNode(after[start])) { pairs.set(after[start], before[start]); start++; }
  while (i >= start && j >= start && before[i].isEqualNode(after[j])) pairs.set(after[j--], before[i--]);
  let from = start;
  for (let n = start; n <= j; n++) {
    let found = -1;
    for (let k = from; k <= i && found < 0; k++) if (before[k].isEqualNode(after[n])) found = k;
    const room = i - from > j - n ? i : Math.min(from, i); // where as many are left as are needed, take the next one
    for (let k = from; k <= room && found < 0; k++) if (isAlike(before[k], after[n])) found = k;
    if (found >= 0) { pairs.set(after[n], before[found]); from = found + 1; }
  }
  return pairs;
};

const morph = (before, after) => {
  const shown = live.get(before);
  live.set(after, shown);
  if (before.nodeType !== Node.ELEMENT_NODE) {
    if (before.data !== after.data) shown.data = after.data;
    return;
  }
  morphAttributes(before, after, shown);
  const pairs = matched([...before.childNodes], [...after.childNodes]);
  const kept = new Set(pairs.values());
  for (const child of before.childNodes) if (!kept.has(child)) live.get(child)?.remove();
  let last = null;
  for (const child of after.childNodes) {
    const old = pairs.get(child);
    if (old && live.has(old)) {
      if (old.isEqualNode(child)) inherit(old, child); else morph(old, child);
    } else pair(child, document.importNode(child, true));
    const node = live.get(child);
    const wanted = last ? last.nextSibling : shown.firstChild;
    if (node.parentNode !== shown || (node !== wanted && !isForeign(wanted))) shown.insertBefore(node, wanted);
    last = node;
  }
};
const isForeign = (node) => node instanceof Element && node.matches(".podbuild-own");

// ── sound: the place in it is kept, by the words that are spoken there ──────────────────────────────────────────────

const audio = () => document.querySelector("audio");
const spans = () => [...document.querySelectorAll("[data-t]")].map((node) => ({ node, t: Number(node.dataset.t), text: node.textContent }));
const here = () => {
  const seconds = audio()?.currentTime ?? 0;
  const all = spans();
  const at = all.findLastIndex((span) => span.t <= seconds);
  return { seconds, at, text: at < 0 ? "" : all[at].text, offset: at < 0 ? 0 : seconds - all[at].t };
};
const there = (old) => {
  if (old.at < 0) return old.seconds;
  const same = spans().map((span, i) => ({ ...span, far: Math.abs(i - old.at) })).filter((span) => span.text === old.text);
  same.sort((a, b) => a.far - b.far);
  return same.length ? same[0].t + old.offset : old.seconds;
};

const fresh = (address, number) => address.replace(/[?#].*$/, "") + `?v=${number}`;
/** Another file under the same address: name it anew, so that nothing of the old one comes from a cache. */
const renameSound = (number) => {
  for (const node of document.querySelectorAll("audio source[src], audio[src]")) node.src = fresh(node.getAttribute("src"), number);
};
/** For a player of the author's own, which does not hear of it: go on in the other file at the same words. */
const reloadSound = (seconds) => {
  const sound = audio();
  const [wasPlaying, rate] = [!sound.paused, sound.playbackRate];
  sound.addEventListener("loadedmetadata", () => {
    sound.currentTime = seconds;
    sound.playbackRate = rate;
    if (wasPlaying) sound.play().catch(() => {});
  }, { once: true });
  if (wasPlaying || seconds > 0) sound.preload = "auto";
  sound.load();
};

// ── following the builds ────────────────────────────────────────────────────────────────────────────────────────────

const pathOf = (address) => decodeURIComponent(new URL(address, location.href).href.split(/[?#]/)[0]).slice(decodeURIComponent(new URL("..", base).href).length);
const uses = (selector, attribute, changed) =>
  [...document.querySelectorAll(selector)].filter((node) => node.getAttribute(attribute) && changed.has(pathOf(node[attribute] || node.getAttribute(attribute))));

let work = Promise.resolve();
const refresh = (build, hasToLook = false) => {
  const changed = new Set(build.changed);
  const hasMissed = hasToLook || build.number > seen + 1;
  seen = build.number;
  work = work.then(() => renew(changed, hasMissed, build.number)).catch(async (error) => {
    console.warn(`podbuild: this page could not be changed in place: ${error.stack}`);
    if (await getJson("show.json")) location.reload(); // where nobody answers, what is there is better than nothing
  });
};
const renew = async (changed, hasMissed, number) => {
  if (uses("script[src]", "src", changed).length) return location.reload(); // other code cannot be put in place of running code
  const old = here();
  const isOtherSound = uses("audio source[src], audio[src]", "src", changed).length > 0;
  if (changed.has(page) || hasMissed) {
    const answer = await fetch(location.href.split("#")[0], { cache: "no-store" });
    const after = new DOMParser().parseFromString(await answer.text(), "text/html").documentElement;
    morph(server, after);
    server = after;
  }
  for (const link of uses('link[rel="stylesheet"]', "href", changed)) link.href = fresh(link.href, number);
  for (const image of uses("img[src]", "src", changed)) image.src = fresh(image.getAttribute("src"), number);
  // The player puts this one back where no picture of the script is shown.
  for (const image of document.querySelectorAll("img[data-own]"))
    if (changed.has(pathOf(image.dataset.own))) image.dataset.own = fresh(image.dataset.own, number);
  if (isOtherSound) renameSound(number);
  const seconds = there(old);
  document.dispatchEvent(new CustomEvent("podbuild:refresh", { detail: { seconds } }));
  if (isOtherSound && !document.querySelector("[data-audio]")) reloadSound(seconds);
  markStates();
  if (!drawer.hidden) fillDrawer();
};

// ── what is shown beside the page ───────────────────────────────────────────────────────────────────────────────────

const said = el("span", { class: "podbuild-said", role: "status" }, "podbuild");
const hear = el("button", { type: "button", class: "podbuild-hear", hidden: true });
const linesButton = slug ? el("button", { type: "button", "aria-expanded": "false", "aria-controls": "podbuild-lines" }, "Lines") : null;
const problems = el("button", { type: "button", class: "podbuild-count", hidden: true });
const stateNote = el("span", { class: "podbuild-state", hidden: true });
const bar = el("aside", { class: "podbuild-own podbuild-bar", "aria-label": "Live preview" },
  el("i", { class: "podbuild-dot", "aria-hidden": "true" }), said, stateNote, hear, problems, linesButton,
  el("a", { href: base + (slug ? `episodes/${slug}` : "") }, "Studio"));
const list = el("ul");
const title = el("h2", { id: "podbuild-title" });
const overlay = el("section", { class: "podbuild-own podbuild-overlay", hidden: true, role: "alert", "aria-labelledby": "podbuild-title", tabindex: "-1" },
  el("header", {}, title, el("button", { type: "button", class: "podbuild-close", "aria-label": "Hide the mistakes", click: () => { overlay.hidden = true; } }, "×")), list);
const rows = el("tbody");
const drawer = el("section", { class: "podbuild-own podbuild-drawer", id: "podbuild-lines", hidden: true, "aria-label": "Lines of this episode", tabindex: "0" },
  el("table", {}, el("caption", {}, "What is heard, line by line"),
    el("thead", {}, el("tr", {}, ["Time", "Voice", "What", "Loudness", "Made"].map((name) => el("th", { scope: "col" }, name)))), rows));

const showMistakes = (mistakes, outcome) => {
  const errors = mistakes.filter((m) => m.severity === "error");
  list.replaceChildren(...mistakeItems(mistakes));
  const isBad = outcome !== "done" && outcome !== "building";
  title.textContent = isBad ? `${count(errors.length, "error")}: you see and hear the last good build` : count(mistakes.length, "warning");
  overlay.classList.toggle("bad", isBad);
  overlay.hidden = !isBad;
  problems.hidden = mistakes.length === 0;
  problems.textContent = errors.length ? count(errors.length, "error") : count(mistakes.length, "warning");
  bar.classList.toggle("bad", isBad);
};
problems.addEventListener("click", () => { overlay.hidden = !overlay.hidden; if (!overlay.hidden) overlay.focus(); });
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !overlay.hidden) { overlay.hidden = true; event.stopPropagation(); }
}, true);

const markLines = (lines) => {
  for (const node of document.querySelectorAll(".podbuild-changed")) node.classList.remove("podbuild-changed");
  hear.hidden = !lines?.length;
  if (!lines?.length) return;
  for (const { node, t } of spans()) {
    if (lines.some((line) => t >= line.start_seconds - 0.02 && t < line.end_seconds)) node.classList.add("podbuild-changed");
  }
  const start = Math.max(0, lines[0].start_seconds - 0.4);
  hear.textContent = `▶ ${count(lines.length, "changed line")} at ${clock(start)}`;
  hear.onclick = () => jump(start);
};
const jump = (seconds) => { // by a link, which the player's own script follows, and plays
  const link = el("a", { href: `#t=${seconds.toFixed(2)}`, class: "podbuild-own podbuild-offscreen", tabindex: "-1" });
  document.body.append(link);
  link.click();
  link.remove();
};

const fillDrawer = async () => {
  const found = await getJson(`episodes/${encodeURIComponent(slug)}.json`);
  const lines = found?.lines ?? [];
  rows.replaceChildren(...lines.map((line) => el("tr", { class: line.is_made ? "made" : "" },
    el("td", {}, el("button", { type: "button", click: () => jump(line.start_seconds) }, clock(line.start_seconds, true))),
    el("td", {}, line.voice || line.lane, line.engine ? el("small", {}, line.engine) : null),
    el("td", {}, line.text || line.take, line.text && line.take ? el("small", {}, `take: ${line.take}`) : null),
    el("td", {}, line.lufs != null ? `${line.lufs.toFixed(1)} LUFS` : line.lane === "bed" ? `${line.gain_db.toFixed(0)} dB` : ""),
    el("td", {}, line.is_made ? "now" : "cache"))));
};
linesButton?.addEventListener("click", () => {
  drawer.hidden = !drawer.hidden;
  linesButton.setAttribute("aria-expanded", String(!drawer.hidden));
  document.documentElement.classList.toggle("podbuild-has-drawer", !drawer.hidden);
  if (!drawer.hidden) fillDrawer();
});

// What listeners do not see yet is marked: on its page, and in every list.
const NOTES = { draft: "Draft: listeners do not see it", scheduled: "Scheduled: listeners do not see it yet" };
const markStates = async () => {
  const show = await getJson("show.json");
  const states = new Map((show?.episodes ?? []).filter((e) => NOTES[e.state]).map((e) => [`episodes/${e.slug}/index.html`, e]));
  const own = states.get(page);
  stateNote.hidden = !own;
  stateNote.textContent = own ? NOTES[own.state] + (own.state === "scheduled" ? ` (${own.date.slice(0, 10)})` : "") : "";
  for (const mark of document.querySelectorAll(".podbuild-mark")) mark.remove();
  for (const link of document.querySelectorAll("h3 a[href]")) {
    const found = states.get(pathOf(link.href));
    if (found?.state === "scheduled") link.after(el("span", { class: "podbuild-own podbuild-mark" }, found.date.slice(0, 10)));
  }
};

const settle = (build) => {
  showMistakes(build.mistakes, build.outcome);
  bar.classList.remove("busy", "lost");
  const took = build.seconds < 1 ? `${Math.round(build.seconds * 1000)} ms` : `${build.seconds.toFixed(1)} s`;
  said.textContent = build.outcome === "done" ? `built in ${took}` : build.outcome === "building" ? "building" : "not built";
};

listen({
  state: (build) => { // at each connection, and where a build came to nothing new
    settle(build);
    const hasMissed = build.run !== run || build.number !== seen;
    if (hasMissed && build.outcome === "done") refresh(build, true);
    [run, seen] = [build.run, build.number];
  },
  build: (build) => {
    settle(build);
    if (build.outcome === "done") { markLines(null); refresh(build); } else seen = build.number;
  },
  search: (build) => refresh(build), // the index alone, a moment after the build that it belongs to
  lines: (found) => { work = work.then(() => markLines(found[slug])); },
  progress: (step) => { bar.classList.add("busy"); said.textContent = `${step.episode}: ${step.action}${step.total ? ` ${step.done}/${step.total}` : ""}`; },
  lost: () => { bar.classList.remove("busy"); bar.classList.add("lost"); said.textContent = "podbuild serve has ended"; },
});
document.body.append(overlay, drawer, bar);
markStates();
