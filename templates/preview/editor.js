// A text of the show in the browser: a plain text area, and behind it the same text with line numbers and marks. What was typed
// is saved only over what it began with: a file that was changed on disk meanwhile is shown, and the author decides.
import { base, copy, el, send } from "./live.js";

export class Editor {
  #file; #parts; #digest = ""; #clean = ""; #saving = false; #again = false; #mistakes = []; #marks = { now: new Set(), changed: new Set() };

  constructor(file, parts) {
    this.#file = file;
    this.#parts = parts;
    const { text, save } = parts;
    text.addEventListener("input", () => { this.#marks.changed = new Set(); this.#draw(); this.#tell(); });
    text.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); this.save(); }
    });
    save.addEventListener("click", () => this.save());
    addEventListener("beforeunload", (event) => { if (this.isDirty) event.preventDefault(); });
    addEventListener("resize", () => this.#fit());
  }

  get isDirty() { return this.#digest !== "" && this.#parts.text.value !== this.#clean; }

  /** Look at the file: take what is there, unless something was typed that is not saved. */
  async look() {
    if (this.#saving) return; // what comes of a save is told by its answer
    let answer;
    try { answer = await fetch(`${base}text?file=${encodeURIComponent(this.#file)}`, { cache: "no-store" }); } catch { return; }
    if (this.#saving) return;
    if (!answer.ok) { if (this.#digest) this.#askAbout(null, "The file is gone from the disk, or no text any more."); return; }
    const found = await answer.json();
    if (found.digest === this.#digest) {
      if (!this.#parts.conflict.hidden) { this.#parts.conflict.hidden = true; this.#tell(); } // it is back as it was
    } else if (this.isDirty && found.text !== this.#parts.text.value) this.#askAbout(found, "The file was changed on disk while you were typing.");
    else this.#take(found);
  }

  /** Save; what is typed meanwhile is saved after it, where that is asked for. */
  async save(digest) {
    if (this.#saving) { this.#again = true; return; }
    if (!this.isDirty && digest === undefined) return;
    this.#saving = true;
    try { await this.#put(digest ?? this.#digest); } finally { this.#saving = false; }
    if (this.#again) { this.#again = false; await this.save(); }
  }

  async #put(digest) {
    const text = this.#parts.text.value;
    this.#say("saving");
    let answer;
    try {
      answer = await send("PUT", `text?file=${encodeURIComponent(this.#file)}`, { text, digest });
    } catch {
      return this.#say("not saved: podbuild serve does not answer");
    }
    if (answer.status === 403) return this.#say("not saved: podbuild serve was started anew. Copy your text, then reload the page");
    if (![200, 409, 422].includes(answer.status)) return this.#say(`not saved: ${(await answer.text()).trim()}`);
    const found = await answer.json();
    if (found.outcome === "saved") {
      this.#digest = found.now.digest;
      this.#clean = text;
      this.#parts.conflict.hidden = true;
      this.#draw(); // mistakes that were told before this answer came
      this.#tell(this.isDirty ? undefined : "saved");
    } else if (found.outcome === "conflict") {
      this.#again = false;
      this.#askAbout(found.now, "Not saved: the file was changed on disk meanwhile.");
    } else this.#say(`not saved: ${found.reason}`);
  }

  /** Put the cursor at a place and show it. */
  goTo(line, column) {
    const { text } = this.#parts;
    const lines = text.value.split("\n");
    const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + Math.min(column - 1, (lines[line - 1] ?? "").length);
    text.focus({ preventScroll: true });
    text.setSelectionRange(at, at);
    this.#parts.backdrop.children[line - 1]?.scrollIntoView({ block: "center" });
  }

  cursorLine() { const { text } = this.#parts; return text.value.slice(0, text.selectionStart).split("\n").length; }

  /** Mark lines: "now" is what is heard, "changed" what sounds otherwise than before. */
  mark(kind, lines) {
    const before = [...this.#marks[kind]].join();
    this.#marks[kind] = new Set(lines);
    if (before !== lines.join()) this.#draw();
  }

  underline(mistakes) { this.#mistakes = mistakes; this.#draw(); }

  #take(found) {
    const { text, conflict } = this.#parts;
    const isFirst = this.#digest === "";
    const [start, end] = [text.selectionStart, text.selectionEnd];
    this.#digest = found.digest;
    this.#clean = found.text;
    if (text.value !== found.text) text.value = found.text;
    if (!isFirst) text.setSelectionRange(start, end);
    conflict.hidden = true;
    this.#draw();
    this.#tell(isFirst ? "" : "as on disk");
  }

  #askAbout(found, message) {
    const { text, conflict } = this.#parts;
    const mine = () => { conflict.hidden = true; this.save(found.digest); };
    const theirs = () => { this.#digest = ""; this.#take(found); };
    const keep = async (event) => { event.target.textContent = (await copy(text.value)) ? "Copied" : "Select it and copy it"; };
    conflict.replaceChildren(el("p", {}, message), el("p", {},
      found ? el("button", { type: "button", click: theirs }, "Take what is on disk") : null,
      found ? el("button", { type: "button", click: mine }, "Keep mine, and write over it") : null,
      el("button", { type: "button", click: keep }, "Copy mine")));
    conflict.hidden = false;
    this.#say("not saved");
  }

  #tell(said) {
    this.#parts.save.disabled = !this.isDirty;
    this.#say(said ?? (this.isDirty ? "unsaved" : ""));
  }

  #say(said) { this.#parts.saved.textContent = said; }

  #draw() {
    const { text, backdrop } = this.#parts;
    const lines = text.value.split("\n");
    const isClean = !this.isDirty;
    backdrop.replaceChildren(...lines.map((line, i) => {
      const own = isClean ? this.#mistakes.filter((m) => m.line === i + 1) : [];
      const kinds = [own.some((m) => m.severity === "error") ? "has-error" : own.length ? "has-warning" : "", this.#marks.now.has(i + 1) ? "now" : "", this.#marks.changed.has(i + 1) ? "changed" : ""];
      return el("div", { class: kinds.join(" ").trim() }, ...pieces(line, own));
    }));
    this.#fit();
  }

  #fit() {
    const { text, backdrop } = this.#parts;
    text.style.height = `${backdrop.offsetHeight}px`;
  }
}

/** A line with the places of its mistakes underlined. An empty one keeps its height. */
const pieces = (line, mistakes) => {
  const first = [...mistakes].filter((m) => m.column <= line.length).sort((a, b) => a.column - b.column)[0];
  if (!first) return [line || "\u200b"];
  const end = Math.max(first.column, Math.min((first.end_column || first.column + 1) - 1, line.length));
  return [line.slice(0, first.column - 1), el("u", { class: first.severity }, line.slice(first.column - 1, end)), line.slice(end)];
};
