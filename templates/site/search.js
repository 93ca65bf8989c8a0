// The search over all transcripts. Nothing of the index is loaded before somebody searches; "/" leads to the search box.
"use strict";
(() => {
  if (window.podbuildSearch) return; // a preview may run scripts again: its listeners are there already
  window.podbuildSearch = true;
  const FIRST = 10, MOMENTS = 3, WORDS = 26, LETTERS = 56, PAUSE_MS = 150;
  const field = () => document.querySelector('[role="search"] input');
  const place = () => document.getElementById("search");
  const make = (tag, values, ...inside) => {
    const { lang, ...own } = values;
    const element = Object.assign(document.createElement(tag), own);
    if (lang) element.lang = lang;
    element.append(...inside);
    return element;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isTyping = event.target.closest("input, textarea, select");
    if (event.key === "/" && !isTyping && field()) {
      event.preventDefault();
      field().focus();
      field().select();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && place()) {
      const stops = [field(), ...place().querySelectorAll("a, button")];
      const at = stops.indexOf(document.activeElement);
      const next = at < 0 ? null : stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  });
  if (!place()) return;
  place().querySelector('[role="status"]').textContent = ""; // what it says without this script

  // Scripts without spaces: a letter is a word, and what is typed in one go a phrase. podbuild indexes by the same rule.
  const LETTER = "\\u3040-\\u30ff\\u3100-\\u312f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}";
  const PUNCTUATION = "\\u3001-\\u303f\\uff01-\\uff65";
  const letter = new RegExp(`[${LETTER}]`, "u");
  const apart = new RegExp(`(?<=\\S)(?=[${LETTER}])|(?<=[${LETTER}${PUNCTUATION}])(?=[\\p{L}\\p{N}_])`, "gu");
  const atStart = new RegExp(`^[${LETTER}${PUNCTUATION}]`, "u");
  const atEnd = new RegExp(`[${LETTER}${PUNCTUATION}]$`, "u");
  const spaceBetween = (one, other, lang) => {
    const sides = atEnd.test(one) + atStart.test(other);
    return sides === 2 || (sides === 1 && /^(ja|zh)\b/.test(lang)) ? "" : " ";
  };
  const queriesOf = (text) => {
    const terms = text.split(/\s+/);
    const plain = terms.filter((term) => !letter.test(term)).join(" ");
    const phrases = terms.filter((term) => letter.test(term)).map((term) => `"${term.replace(/"/g, "").replace(apart, " ")}"`);
    return plain ? [plain, ...phrases] : phrases;
  };

  let loading = null;
  const load = () => {
    loading ??= (async () => {
      const { root, bundles } = place().dataset;
      const folder = (name) => new URL(`${root}search/${name}/`, location.href).pathname;
      const [first, ...others] = bundles.split(" ").filter(Boolean);
      if (!first) return { search: async () => ({ results: [] }), destroy: async () => {} };
      const index = (await import(`${folder(first)}pagefind.js`)).createInstance({});
      await index.init();
      await Promise.all(others.map((name) => index.mergeIndex(folder(name))));
      return index;
    })();
    loading.catch(() => { loading = null; }); // the next word typed is another try
    return loading;
  };

  // What each part of the query finds, by episode: only those count that all parts find.
  const find = async (text) => {
    const index = await load();
    const queries = queriesOf(text);
    const answers = await Promise.all(queries.map((query) => index.search(query)));
    const [first, ...rest] = answers.map((answer) => answer.results);
    return first.flatMap((result) => {
      const others = rest.map((results) => results.find((other) => other.id === result.id));
      return others.every(Boolean) ? [{ queries, parts: [result, ...others] }] : [];
    });
  };
  const core = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}\p{M}]*)$/su; // a word between its quotes and commas
  const alike = (one, other) => {
    let at = 0;
    while (at < one.length && one[at] === other[at]) at += 1;
    return at;
  };
  // A hit is worth the more the rarer the word is that it answers: "the ice" is looked for where ice is.
  const worthOf = (hits) => {
    const counts = new Map();
    for (const hit of hits) counts.set(hit.term, (counts.get(hit.term) ?? 0) + 1);
    for (const hit of hits) hit.worth = hit.balanced_score / counts.get(hit.term);
  };
  const read = async ({ queries, parts }) => {
    const hits = [];
    let page, words;
    for (const [i, part] of parts.entries()) {
      page = await part.data();
      words = page.content.split(/\s+/);
      const isPhrase = letter.test(queries[i]);
      const terms = queries[i].toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [""];
      for (const { location, balanced_score } of page.weighted_locations) { // now: without a worker, parts share their page
        const word = core.exec(words[location])[2].toLowerCase();
        const nearest = isPhrase ? i : terms.reduce((best, term) => (alike(term, word) > alike(best, word) ? term : best));
        hits.push({ location, balanced_score, term: nearest });
      }
    }
    worthOf(hits);
    return { episode: JSON.parse(page.meta.episode), words, hits, ...momentsOf(page.anchors, hits) };
  };
  const momentsOf = (anchors, hits) => {
    const starts = [...anchors].sort((a, b) => a.location - b.location);
    const found = new Map();
    for (const hit of hits) {
      const at = starts.findLastIndex((start) => start.location <= hit.location);
      if (at < 0) continue;
      const [seconds, speaker] = starts[at].id.split("-").map(Number);
      const moment = found.get(at) ?? { seconds, speaker, from: starts[at].location, to: starts[at + 1]?.location, score: 0 };
      moment.score += hit.worth;
      found.set(at, moment);
    }
    const [best, ...others] = [...found.values()].sort((a, b) => b.score - a.score).slice(0, MOMENTS);
    const kept = best ? [best, ...others.filter((moment) => moment.score > best.score / 4)] : [];
    return { moments: kept.sort((a, b) => a.seconds - b.seconds), introTo: starts[0]?.location };
  };

  const excerpt = (lang, words, hits, from, to = words.length) => {
    const inside = hits.filter((hit) => from <= hit.location && hit.location < to);
    const marked = new Set(inside.map((hit) => hit.location));
    const first = inside.sort((a, b) => b.worth - a.worth || a.location - b.location)[0]?.location ?? from;
    const most = letter.test(words[first]) ? LETTERS : WORDS;
    const begin = Math.max(from, Math.min(first - Math.floor(most / 4), to - most));
    const end = Math.min(to, begin + most);
    const parts = [begin > from ? "… " : ""];
    for (let at = begin; at < end; at += 1) {
      const gap = at > begin ? spaceBetween(words[at - 1], words[at], lang) : "";
      if (marked.has(at)) {
        const [, before, word, behind] = core.exec(words[at]);
        const last = parts.at(-1);
        if (last.tagName && !gap && !before) last.append(word);
        else parts.push(gap + before, make("mark", {}, word));
        if (behind) parts.push(behind);
      } else parts.push(gap + words[at]);
    }
    return end < to ? [...parts, " …"] : parts;
  };
  const clock = (seconds) => {
    const s = Math.floor(seconds);
    const tail = `${Math.floor(s / 60) % 60}:${String(s % 60).padStart(2, "0")}`;
    return s < 3600 ? tail : `${Math.floor(s / 3600)}:${tail.padStart(5, "0")}`;
  };
  const day = (text) => {
    if (!text) return "";
    const lang = document.documentElement.lang || undefined;
    return new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${text}T00:00:00Z`));
  };
  const hitOf = ({ episode, words, hits, moments, introTo }) => {
    const { root, draft } = place().dataset;
    const { language: lang } = episode;
    const page = `${root}episodes/${encodeURIComponent(episode.slug)}/`;
    const art = make("img", { className: "thumb", alt: "", width: 600, height: 600, loading: "lazy" });
    art.src = root + episode.art.split("/").map(encodeURIComponent).join("/");
    const meta = make("p", { className: "meta" });
    if (episode.is_draft) meta.append(make("span", { className: "badge draft" }, draft));
    if (episode.day) meta.append(make("time", { dateTime: episode.day }, day(episode.day)));
    const title = make("h2", { lang, dir: "auto" }, make("a", { href: page }, episode.title));
    const lines = moments.map((moment) => make("li", {}, make("a", { href: `${page}#t=${moment.seconds.toFixed(1)}` },
      make("span", { className: "at" }, clock(moment.seconds)), " ",
      make("span", { className: "moment", lang, dir: "auto" },
        make("b", {}, episode.speakers[moment.speaker]), " ", ...excerpt(lang, words, hits, moment.from, moment.to)))));
    const about = make("p", { className: "summary", lang, dir: "auto" });
    const wordsOfTitle = episode.title.replace(apart, " ").split(/\s+/).length;
    if (!lines.length) about.append(...excerpt(lang, words, hits, wordsOfTitle, introTo));
    return make("li", { className: "hit" }, art, make("div", {}, meta, title, lines.length ? make("ul", { className: "moments" }, ...lines) : about));
  };

  let shown = "", newest = 0;
  const say = (text) => {
    const status = place().querySelector('[role="status"]');
    if (status.textContent !== text) status.textContent = text;
  };
  const put = async (found, from, number) => {
    const hits = (await Promise.all(found.slice(from, from + FIRST).map(read))).map(hitOf);
    if (number !== newest) return;
    const list = place().querySelector(".hits");
    place().querySelector(".more")?.remove();
    if (from) list.append(...hits); else list.replaceChildren(...hits);
    if (from) hits[0]?.querySelector("a").focus();
    if (found.length <= from + FIRST) return;
    const more = make("button", { type: "button", className: "button more" }, place().dataset.more);
    more.addEventListener("click", () => put(found, from + FIRST, number));
    place().append(more);
  };
  const search = async (isAsked = false) => {
    const text = field().value.trim();
    if (text === shown && !isAsked) return;
    const number = newest += 1;
    const { found: forms, none, failed, wait } = place().dataset;
    const address = new URL(location.href);
    if (text) address.searchParams.set("q", text); else address.searchParams.delete("q");
    if (address.href !== location.href) history.replaceState(null, "", address);
    shown = "";
    const slow = setTimeout(() => { if (text && number === newest) say(wait); }, 400);
    try {
      const found = text ? await find(text) : [];
      if (number !== newest) return;
      await put(found, 0, number);
      if (number !== newest) return;
      const words = JSON.parse(forms);
      const form = words[new Intl.PluralRules(document.documentElement.lang || "en").select(found.length)] ?? words.other;
      say(text ? (found.length ? form.replace("{n}", found.length) : none.replace("{query}", text)) : "");
      shown = text;
    } catch {
      if (number === newest) say(failed);
    } finally {
      clearTimeout(slow);
    }
  };

  let pause = 0;
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(pause);
    pause = setTimeout(search, PAUSE_MS);
  });
  // From the first key or touch on, so that it is there when a word is; not by focus, which the page itself gives to the field.
  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, (event) => { if (event.target === field()) load().catch(() => {}); });
  }
  document.addEventListener("submit", async (event) => {
    if (!event.target.contains(field())) return;
    event.preventDefault();
    clearTimeout(pause);
    const first = place().querySelector(".hit");
    if (shown && shown === field().value.trim()) (first?.querySelector(".moments a") ?? first?.querySelector("a"))?.click();
    else await search();
  });
  const fromAddress = () => {
    const query = new URLSearchParams(location.search).get("q") ?? "";
    if (query !== field().value) field().value = query;
    if (query) search();
  };
  addEventListener("pageshow", fromAddress); // the browser may have kept what was typed, and not what was found
  document.addEventListener("podbuild:refresh", async () => {
    const before = loading;
    loading = null;
    await (await before?.catch(() => null))?.destroy();
    if (field().value.trim()) search(true);
  });
})();
