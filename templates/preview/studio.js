// The studio's first page: every episode with its state, and what the finished file measures.
import { base, clock, count, el, getJson, listen, mistakeItems } from "./live.js";
import { settleStatus } from "./status.js";

const byId = (id) => document.getElementById(id);
const WORDS = {
  draft: "Draft", scheduled: "Scheduled", published: "Published", changed: "Changed", new: "New", mistakes: "Mistakes",
  building: "Building", "left out": "Left out", waiting: "Waiting",
};
const HINTS = {
  published: "public/ holds it as it is now", changed: "public/ holds an older one: podbuild build", new: "not in public/ yet: podbuild build",
  draft: "listeners do not see it", scheduled: "its date is still to come", mistakes: "not built: mend the mistakes", waiting: "to be built when the mistakes elsewhere are mended",
};
let show = { episodes: [] };
let only = "";

/** Loudness as a mark on a scale of 6 LU around the target. */
const loudness = (episode) => {
  const away = episode.lufs - show.target_lufs;
  const meter = el("span", { class: `loud ${Math.abs(away) > 1 ? "off" : "good"}`, title: `${away >= 0 ? "+" : ""}${away.toFixed(1)} LU from the target; range ${episode.range_lu} LU` },
    el("i", { "aria-hidden": "true" }), `${episode.lufs.toFixed(1)} LUFS`);
  meter.firstChild.style.setProperty("--at", `${50 + Math.max(-3, Math.min(3, away)) / 6 * 100}%`);
  return meter;
};

const checks = (episode) => {
  if (episode.errors) return el("b", { class: "error" }, count(episode.errors, "error"));
  if (episode.warnings) return el("span", { class: "warning", title: Object.keys(episode.checks ?? {}).join(", ") }, count(episode.warnings, "warning"));
  return "lufs" in episode ? el("span", { class: "good" }, "✓ fine") : "";
};

const row = (episode) => {
  const measured = "lufs" in episode;
  return el("tr", { "data-slug": episode.slug },
    el("th", { scope: "row" }, el("a", { href: `${base}episodes/${encodeURIComponent(episode.slug)}` }, episode.title), el("small", {}, episode.file)),
    el("td", {}, el("span", { class: `state ${episode.state.replace(" ", "-")}`, title: episode.note ?? HINTS[episode.state] ?? "" }, WORDS[episode.state] ?? episode.state)),
    el("td", { class: "date" }, (episode.date ?? "").slice(0, 10)),
    el("td", { class: "number" }, episode.seconds ? clock(episode.seconds) : ""),
    el("td", {}, measured ? loudness(episode) : ""),
    el("td", { class: "number" }, measured ? `${episode.peak_dbtp.toFixed(1)} dBTP` : ""),
    el("td", { class: "label", title: episode.disclosure ?? "" }, measured ? (episode.is_disclosed ? "AI, disclosed" : episode.disclosure.replace(/^not due: /, "")) : ""),
    el("td", {}, checks(episode)));
};

const draw = () => {
  const counts = new Map();
  for (const { state } of show.episodes) counts.set(state, (counts.get(state) ?? 0) + 1);
  if (only && !counts.has(only)) only = "";
  byId("filters").replaceChildren(...["", ...counts.keys()].map((state) =>
    el("button", { type: "button", "aria-pressed": String(state === only), click: () => { only = state; draw(); } },
      state ? `${WORDS[state] ?? state} ${counts.get(state)}` : `All ${show.episodes.length}`)));
  const asked = byId("find").value.trim().toLowerCase();
  const shown = show.episodes.filter((e) => (!only || e.state === only) && `${e.title} ${e.slug}`.toLowerCase().includes(asked));
  byId("episodes").replaceChildren(...shown.map(row));
  byId("nothing").hidden = shown.length > 0;
};

let asked = 0;
const load = async () => {
  const turn = ++asked;
  const found = await getJson("show.json");
  if (turn !== asked) return; // there is a newer question
  show = found ?? show;
  byId("show-title").textContent = show.title;
  byId("target").textContent = show.target_lufs == null ? "" : `target ${show.target_lufs} LUFS`;
  byId("mistakes").replaceChildren(...mistakeItems(show.mistakes ?? []));
  byId("general").hidden = !show.mistakes?.length;
  const files = (show.files ?? []).map((file) => el("a", { href: `${base}files/${file}` }, file));
  byId("files").replaceChildren(...(files.length ? ["Also to be edited here: ", ...files.flatMap((link, i) => (i ? [", ", link] : [link]))] : []));
  draw();
};
byId("find").addEventListener("input", draw);
listen({
  state: (build) => { settleStatus(build); load(); },
  build: (build) => { settleStatus(build); load(); },
  progress: (step) => { document.body.classList.add("busy"); byId("status").textContent = `${step.episode}: ${step.action}${step.total ? ` ${step.done}/${step.total}` : ""}`; },
  lost: () => { document.body.classList.add("lost"); byId("status").textContent = "podbuild serve has ended"; },
});
