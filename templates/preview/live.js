// What the preview's scripts share: the stream of events, mistakes as a list, and small helpers. No framework.

export const base = new URL(".", import.meta.url).href; // …/-/
const root = new URL("..", import.meta.url).href;

export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
export const siteUrl = (path) => root + path.split("/").map(encodeURIComponent).join("/");

/** An element with attributes (a function is a listener; false and null are left out) and children. */
export const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false));
  return node;
};

/** Seconds as 1:02:03, or 2:03.4 with `tenths`. */
export const clock = (seconds, tenths = false) => {
  const whole = Math.max(0, tenths ? Math.floor(seconds * 10) / 10 : Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const end = tenths ? s.toFixed(1).padStart(4, "0") : String(s).padStart(2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${end}` : `${m}:${end}`;
};

export const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** Call a handler for each event of its name; "lost" when the preview has gone, until "state" says that it is back. */
export const listen = (handlers) => {
  let source;
  let isLost = false;
  const connect = () => {
    source?.close();
    source = new EventSource(base + "events");
    for (const [name, handler] of Object.entries(handlers)) {
      if (name !== "lost") source.addEventListener(name, (event) => { isLost = false; handler(JSON.parse(event.data)); });
    }
    source.onerror = () => {
      if (!isLost) { isLost = true; handlers.lost?.(); }
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
    };
  };
  connect();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
  // A browser keeps six connections to a host: a tab that nobody looks at shall not hold one.
  document.addEventListener("visibilitychange", () => { if (document.hidden) source.close(); else connect(); });
};

/** What the preview says of itself; null where it does not answer. */
export const getJson = async (path) => {
  try {
    const answer = await fetch(base + path, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch { return null; }
};

/** Send JSON with this run's token. */
export const send = (method, path, value) =>
  fetch(base + path, {
    method,
    headers: { "content-type": "application/json", "x-podbuild-token": meta("podbuild-token") || meta("podbuild-open") },
    body: JSON.stringify(value),
  });

export const copy = async (text) => {
  try { await navigator.clipboard.writeText(text); return true; } catch { /* not allowed here, or http at another host */ }
  const area = el("textarea", { class: "podbuild-offscreen" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
};

/** A place as a button: it opens the editor where one was named, else copies itself. `onPlace` may take it first. */
const place = (at, onPlace) => {
  const text = `${at.file}:${at.line}:${at.column}`;
  const hasEditor = meta("podbuild-editor") === "yes";
  const button = el("button", { type: "button", class: "podbuild-place", title: hasEditor ? "Open in the editor" : "Copy this place" }, text);
  button.addEventListener("click", async () => {
    if (onPlace?.(at)) return;
    let said = "copied";
    if (hasEditor) {
      const answer = await send("POST", "open", { file: at.file, line: at.line, column: at.column });
      said = answer.ok ? "opened" : (await answer.text()).trim();
    } else if (!(await copy(text))) said = "select it to copy it";
    button.dataset.said = said;
    setTimeout(() => delete button.dataset.said, 1800);
  });
  return button;
};

/** Mistakes as list items: the place, what is wrong, the line it stands in, why, and what to do. */
export const mistakeItems = (mistakes, onPlace) =>
  [...mistakes].sort((a, b) => (a.severity === "error" ? 0 : 1) - (b.severity === "error" ? 0 : 1)).map((m) =>
    el("li", { class: `podbuild-mistake ${m.severity}` },
      el("p", { class: "podbuild-where" }, m.file ? place(m, onPlace) : null, el("b", {}, m.severity), el("code", {}, m.code)),
      el("p", { class: "podbuild-what" }, m.message),
      m.excerpt?.length ? el("pre", {}, m.excerpt.join("\n")) : null,
      m.why ? el("p", { class: "podbuild-why" }, el("i", {}, "why "), m.why) : null,
      m.fix ? el("p", { class: "podbuild-fix" }, el("i", {}, "fix "), m.fix) : null,
      (m.notes ?? []).map((n) => el("p", { class: "podbuild-why" }, place(n, onPlace), " ", n.message)),
    ));
