// One episode in the studio: its sound as pictures, and its text to be edited with the mistakes beside it.
import { clock, el, getJson, listen, meta, mistakeItems, siteUrl } from "./live.js";
import { drawLanes, drawWave, lineAt } from "./drawing.js";
import { Editor } from "./editor.js";
import { settleStatus } from "./status.js";

const byId = (id) => document.getElementById(id);
const slug = meta("podbuild-slug");
const file = meta("podbuild-file");
const audio = byId("audio");
let data = null;
let number = 0;
let chosen = null;

// ── sound ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const WIDEST = 30000; // pixels of the screen; a canvas that is wider stays empty
const width = () => Math.min(Math.round((byId("canvas-scroll").clientWidth || 800) * 2 ** Number(byId("zoom").value)), Math.floor(WIDEST / (devicePixelRatio || 1)));
let isDue = false;
const draw = () => {
  if (isDue || !data?.lines) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    drawWave(byId("wave"), data, width(), audio.currentTime);
    drawLanes(byId("lanes"), data, width(), audio.currentTime, chosen);
  });
};
const seek = (seconds, plays = false) => {
  audio.currentTime = seconds;
  if (plays) audio.play().catch(() => {});
  draw();
};
const follow = () => {
  byId("time").textContent = `${clock(audio.currentTime, true)} / ${clock(data?.seconds ?? 0)}`;
  byId("play").textContent = audio.paused ? "▶" : "❚❚";
  byId("play").setAttribute("aria-label", audio.paused ? "Play" : "Pause");
  const now = data?.lines?.find((l) => l.lane !== "bed" && audio.currentTime >= l.start_seconds && audio.currentTime < l.end_seconds);
  for (const row of byId("lines").children) row.classList.toggle("now", row.line === now && !audio.paused);
  editor.mark("now", now && now.line && !audio.paused ? [now.line] : []);
  draw();
};
["timeupdate", "play", "pause", "loadedmetadata", "seeked"].forEach((name) => audio.addEventListener(name, follow));
byId("play").addEventListener("click", () => (audio.paused ? audio.play().catch(() => {}) : audio.pause()));
byId("zoom").addEventListener("input", draw);
addEventListener("resize", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
byId("wave").addEventListener("click", (event) => seek(event.offsetX / width() * data.seconds, true));
byId("lanes").addEventListener("click", (event) => {
  chosen = lineAt(data, event.offsetX, event.offsetY, width()) ?? null;
  seek(chosen ? chosen.start_seconds : event.offsetX / width() * data.seconds, true);
  if (chosen?.line) editor.goTo(chosen.line, 1);
});
byId("lanes").addEventListener("mousemove", (event) => {
  const line = data && lineAt(data, event.offsetX, event.offsetY, width());
  byId("lanes").title = line ? [line.voice || line.lane, line.text || line.take, line.lufs == null ? "" : `${line.lufs} LUFS`].filter(Boolean).join(" · ") : "";
});

const fact = (name, value, kind = "") => el("span", { class: kind }, el("small", {}, name), " ", value);
const showFacts = () => {
  const off = Math.abs(data.lufs - data.target_lufs) > 1;
  byId("facts").replaceChildren(
    el("span", { class: `state ${data.state}` }, data.state),
    fact("length", clock(data.seconds)),
    fact("loudness", `${data.lufs.toFixed(1)} LUFS`, off ? "error" : "good"), fact("target", `${data.target_lufs} LUFS`),
    fact("true peak", `${data.peak_dbtp.toFixed(1)} dBTP`), fact("range", `${data.range_lu.toFixed(1)} LU`),
    fact("AI", data.disclosure), el("a", { href: siteUrl(`episodes/${slug}/index.html`) }, "Its page"));
};
const showLines = () => {
  byId("lines").replaceChildren(...data.lines.map((line) => {
    const row = el("tr", { class: line.is_made ? "made" : "" },
      el("td", {}, el("button", { type: "button", "aria-label": `Play from ${clock(line.start_seconds, true)}`, click: () => seek(line.start_seconds, true) }, clock(line.start_seconds, true))),
      el("td", {}, line.voice || line.lane, line.engine ? el("small", {}, line.engine) : null),
      el("td", {}, line.line ? el("button", { type: "button", class: "plain", click: () => editor.goTo(line.line, 1) }, line.text || line.take) : line.text || line.take,
        line.text && line.take ? el("small", {}, `take: ${line.take}`) : null),
      el("td", { class: "number" }, line.lufs != null ? line.lufs.toFixed(1) : line.lane === "bed" ? `${line.gain_db.toFixed(0)} dB` : ""),
      el("td", {}, line.is_made ? "now" : "cache"));
    row.line = line;
    return row;
  }));
};
let asked = 0;
const load = async () => {
  if (!slug) return;
  const turn = ++asked;
  const found = await getJson(`episodes/${encodeURIComponent(slug)}.json`);
  if (turn !== asked) return; // there is a newer question
  const old = data;
  const isBuilt = Boolean(found && "lufs" in found);
  byId("sound").hidden = byId("lines-part").hidden = !isBuilt;
  byId("unbuilt").hidden = isBuilt;
  byId("unbuilt").textContent = found?.note ? `Not shown: ${found.note}` : "Not built yet: its sound appears here when its mistakes are mended.";
  if (!isBuilt) return;
  data = found;
  chosen = null;
  byId("title").textContent = data.title;
  byId("show-title").textContent = data.show;
  showFacts();
  showLines();
  const address = `${siteUrl(data.audio)}?v=${number}`;
  if (!old || old.audio !== data.audio || JSON.stringify(old.lines) !== JSON.stringify(data.lines)) {
    const [seconds, plays] = [audio.currentTime, !audio.paused];
    audio.src = address;
    audio.addEventListener("loadedmetadata", () => { if (seconds) audio.currentTime = seconds; if (plays) audio.play().catch(() => {}); }, { once: true });
  }
  follow();
};

// ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const editor = new Editor(file, { text: byId("text"), backdrop: byId("backdrop"), saved: byId("saved"), save: byId("save"), conflict: byId("conflict") });
byId("from-here").addEventListener("click", () => playFromCursor());
const playFromCursor = () => {
  const line = editor.cursorLine();
  const near = (data?.lines ?? []).filter((l) => l.line && l.lane !== "bed").sort((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line) || a.start_seconds - b.start_seconds)[0];
  if (near) seek(near.start_seconds, true);
};
byId("text").addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); playFromCursor(); }
});
const showMistakes = (mistakes) => {
  const own = mistakes.filter((m) => m.file === file);
  const others = mistakes.length - own.length;
  byId("mistakes").replaceChildren(
    ...mistakeItems(own, (at) => at.file === file && (editor.goTo(at.line, at.column), true)),
    ...(own.length ? [] : [el("li", { class: "good" }, "None here.")]),
    ...(others ? [el("li", { class: "soft" }, `${others} more elsewhere: see `, el("a", { href: "../" }, "the list"))] : []));
  editor.underline(own);
};

const settle = (build) => {
  number = build.number;
  settleStatus(build);
  showMistakes(build.mistakes);
  editor.look();
  load();
};
listen({
  state: settle,
  build: settle,
  lines: (found) => editor.mark("changed", (found[slug] ?? []).map((line) => line.line).filter(Boolean)),
  progress: (step) => { document.body.classList.add("busy"); byId("status").textContent = `${step.episode}: ${step.action}${step.total ? ` ${step.done}/${step.total}` : ""}`; },
  lost: () => { document.body.classList.add("lost"); byId("status").textContent = "podbuild serve has ended"; },
});
if (!slug) for (const part of ["sound", "lines-part", "from-here"]) byId(part).hidden = true;
