// The player, the transcript that follows it, and the copy buttons. Without this script the browser's own player stands there.
// A page may be changed under it: after the event "podbuild:refresh" on the document it looks at all of it anew. So clicks are
// heard by the document, and nothing of the page is kept but the sound and the lists that look() makes.
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const reveal = () => all(".js-only").forEach((element) => { element.hidden = false; });
  const remembered = (key, value) => { // private windows keep nothing: what was to be remembered is then forgotten
    try {
      if (value === undefined) return localStorage.getItem(key);
      if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value);
    } catch { /* see above */ }
    return null;
  };
  const clock = (seconds) => {
    const s = Math.max(0, Math.floor(seconds || 0));
    const parts = [Math.floor(s / 60) % 60, s % 60];
    const tail = parts[0] + ":" + String(parts[1]).padStart(2, "0");
    return s < 3600 ? tail : Math.floor(s / 3600) + ":" + tail.padStart(5, "0");
  };
  const copy = async (text, show) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    show();
  };
  const sayBriefly = (element, text) => {
    const before = element.textContent;
    if (before === text) return;
    element.textContent = text;
    setTimeout(() => { element.textContent = before; }, 1800);
  };

  reveal();
  document.addEventListener("podbuild:refresh", reveal);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.dataset.copy, () => sayBriefly(button.querySelector("span"), button.dataset.done));
    const menu = document.querySelector(".follow[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".follow[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  const player = byId("player");
  if (!player) return;
  const audio = byId("audio");
  const store = () => "podbuild:" + player.dataset.guid;
  let chapters, spans, pictures, ownArt, sound;
  let shown = {}; // what is marked as being heard: span and chapter
  let wanted = null; // where to start once the audio's length is known
  let dragging = false, savedAt = 0, lastScrolledBy = 0;

  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(player.dataset.length));
  const position = () => (wanted === null ? audio.currentTime : wanted);
  const tell = (text) => {
    byId("told").textContent = text;
    clearTimeout(tell.timer);
    tell.timer = setTimeout(() => { byId("told").textContent = ""; }, 1800);
  };
  const play = () => audio.play().catch(() => {}); // a browser that forbids it leaves the button to press
  const playOrPause = () => (audio.paused ? play() : audio.pause());
  const go = (seconds, andPlay) => {
    const to = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.05));
    if (audio.readyState > 0) audio.currentTime = to;
    else { wanted = to; if (audio.preload === "none") audio.preload = "metadata"; }
    if (sleepUntil.chapter !== undefined) sleepUntil.chapter = endOfChapter(to);
    if (andPlay) play();
    draw();
  };

  // What is heard at a moment
  const lastBefore = (elements, seconds, key) => {
    let low = 0, high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(elements[middle].dataset[key]) <= seconds + 0.05) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const startOf = (i) => Number(chapters[i].dataset.start);
  const endOfChapter = (seconds) => {
    const i = lastBefore(chapters, seconds, "start") + 1;
    return i < chapters.length ? startOf(i) : length();
  };
  const toChapter = (by) => {
    const i = lastBefore(chapters, position(), "start");
    const isWellInside = i >= 0 && position() - startOf(i) > 3; // then "previous" is the start of this one
    const to = by > 0 ? i + 1 : isWellInside ? i : i - 1;
    if (to < chapters.length) go(to < 0 ? 0 : startOf(to));
  };
  const followTranscript = (seconds) => {
    const span = audio.paused && seconds === 0 ? undefined : spans[lastBefore(spans, seconds, "t")];
    if (span === shown.span) return;
    shown.span?.classList.remove("spoken");
    span?.classList.add("spoken");
    shown.span = span;
    if (!span || audio.paused) return;
    const box = span.getBoundingClientRect();
    const isNear = box.top > -innerHeight && box.bottom < innerHeight * 2; // a reader elsewhere is left in peace
    const isOff = box.top < innerHeight * 0.22 || box.bottom > innerHeight * 0.75;
    if (isNear && isOff && Date.now() - lastScrolledBy > 4000) span.scrollIntoView({ block: "center" });
  };
  const followChapters = (seconds) => {
    const chapter = chapters[lastBefore(chapters, seconds, "start")];
    if (chapter !== shown.chapter) {
      shown.chapter?.removeAttribute("aria-current");
      chapter?.setAttribute("aria-current", "true");
      shown.chapter = chapter;
    }
    const title = chapter ? chapter.firstElementChild.textContent : player.dataset.title;
    if (byId("now").textContent !== title) byId("now").textContent = title;
  };
  const followPictures = (seconds) => {
    const now = pictures.find((f) => Number(f.dataset.start) <= seconds && seconds < Number(f.dataset.end));
    const src = now && (seconds > 0 || !audio.paused) ? now.querySelector("img").getAttribute("src") : ownArt;
    const art = byId("art");
    if (art.getAttribute("src") !== src) art.setAttribute("src", src);
  };
  const draw = () => {
    const seconds = position(), seek = byId("seek"), played = byId("wave-played");
    if (!dragging) seek.value = seconds;
    const share = Math.min(1, Number(seek.value) / (length() || 1));
    seek.style.setProperty("--done", 100 * share + "%");
    seek.setAttribute("aria-valuetext", clock(seconds) + " / " + clock(length()));
    played?.setAttribute("width", (share * played.ownerSVGElement.viewBox.baseVal.width).toFixed(1));
    byId("elapsed").textContent = clock(seconds);
    followTranscript(seconds);
    followChapters(seconds);
    followPictures(seconds);
  };
  const drawState = () => {
    player.classList.toggle("playing", !audio.paused);
    byId("toggle").setAttribute("aria-label", audio.paused ? player.dataset.play : player.dataset.pause);
  };
  const drawLength = () => {
    byId("seek").max = length();
    byId("length").textContent = clock(length());
    byId("ticks").replaceChildren(...chapters.slice(1).map((chapter) => {
      const tick = document.createElement("i");
      tick.style.left = (100 * Number(chapter.dataset.start) / length()) + "%";
      return tick;
    }));
  };

  // Speed, and a time to fall asleep
  const setSpeed = (value) => {
    const select = byId("speed");
    select.value = [...select.options].some((o) => o.value === String(value)) ? value : "1";
    audio.playbackRate = audio.defaultPlaybackRate = Number(select.value);
    byId("speed-shown").textContent = select.value + "×";
    remembered("podbuild:speed", select.value === "1" ? null : select.value);
  };
  const stepSpeed = (by) => {
    const { options, selectedIndex } = byId("speed");
    const option = options[selectedIndex + by];
    if (option) { setSpeed(option.value); tell(option.textContent); }
  };
  let sleepUntil = {}; // `clock`: a time of day in ms, or `chapter`: a position in seconds
  const setSleep = (choice) => {
    sleepUntil = choice === "chapter" ? { chapter: endOfChapter(position()) } : choice ? { clock: Date.now() + choice * 60000 } : {};
    byId("sleep").value = choice;
    audio.volume = 1;
    drawSleep();
  };
  const drawSleep = () => {
    const shownText = sleepUntil.clock ? Math.ceil((sleepUntil.clock - Date.now()) / 60000) + "′" : "";
    byId("sleep-shown").textContent = shownText;
    byId("sleep").parentElement.classList.toggle("on", byId("sleep").value !== "");
  };
  const fallAsleep = () => {
    const left = sleepUntil.clock ? (sleepUntil.clock - Date.now()) / 1000 : (sleepUntil.chapter - audio.currentTime) / audio.playbackRate;
    if (Number.isNaN(left)) return;
    if (sleepUntil.clock) audio.volume = Math.min(1, Math.max(0, left / 8)); // fades out
    if (left <= 0.2) { audio.pause(); setSleep(""); } else drawSleep();
  };

  // Remembering, and links to moments
  const save = () => {
    const seconds = position();
    remembered(store(), seconds < 5 || seconds > length() - 10 ? null : seconds.toFixed(1));
  };
  const shareMoment = (seconds) => copy(location.href.split("#")[0] + "#t=" + seconds, () => tell(player.dataset.copied));
  const fromHash = () => {
    const moment = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
    if (moment) go(Number(moment[1]));
    return Boolean(moment);
  };
  const shareParagraph = document.createElement("button"); // for pointers: it comes to the paragraph they are at. Keys have "c".
  Object.assign(shareParagraph, { type: "button", className: "share-paragraph", tabIndex: -1 });
  shareParagraph.setAttribute("aria-label", player.dataset.share);
  shareParagraph.title = player.dataset.share;
  shareParagraph.append(byId("share").querySelector("svg").cloneNode(true));
  const offerToShare = (event) => {
    const who = event.target.closest?.(".turn")?.querySelector(".who");
    if (who && shareParagraph.parentElement !== who) who.append(shareParagraph);
  };

  const look = (event) => {
    chapters = all(".chapters [data-start]");
    spans = all("#transcript [data-t]");
    pictures = all("figure[data-start]");
    ownArt = byId("art").dataset.own;
    shown = {};
    all("#transcript .spoken").forEach((span) => span.classList.remove("spoken"));
    chapters.forEach((chapter) => chapter.removeAttribute("aria-current"));
    audio.removeAttribute("controls");
    audio.hidden = true;
    byId("transcript")?.classList.add("ready");
    if (sound !== undefined && sound !== player.dataset.audio) { // another file under the same address: go on in it where we are
      const wasPlaying = !audio.paused;
      wanted = event?.detail?.seconds ?? position(); // who changed the page may know where the same words are now
      audio.load();
      if (wasPlaying) play();
    }
    sound = player.dataset.audio;
    drawState();
    drawLength();
    draw();
  };

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) { audio.currentTime = wanted; wanted = null; }
    drawLength();
    draw();
  });
  audio.addEventListener("timeupdate", () => {
    draw();
    if (!audio.paused) fallAsleep();
    if (Date.now() - savedAt > 5000) { savedAt = Date.now(); save(); }
  });
  audio.addEventListener("play", () => { if (sleepUntil.clock < Date.now()) setSleep(""); });
  ["play", "pause", "ended"].forEach((name) => audio.addEventListener(name, () => { drawState(); if (audio.paused) save(); }));
  addEventListener("pagehide", save);
  addEventListener("hashchange", fromHash);
  ["wheel", "touchmove"].forEach((name) => addEventListener(name, () => { lastScrolledBy = Date.now(); }, { passive: true }));
  document.addEventListener("pointerover", offerToShare);
  document.addEventListener("podbuild:refresh", look);

  document.addEventListener("input", ({ target }) => {
    if (target.id === "seek") { dragging = true; go(Number(target.value)); }
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "seek") dragging = false;
    if (target.id === "speed") setSpeed(target.value);
    if (target.id === "sleep") setSleep(target.value);
    if (target.id === "keys-on") remembered("podbuild:keys", target.checked ? null : "off");
  });
  const onClick = {
    "#toggle": playOrPause,
    "[data-skip]": (button) => go(position() + Number(button.dataset.skip)),
    "[data-chapter]": (button) => toChapter(Number(button.dataset.chapter)),
    "#share": () => shareMoment(Math.floor(position())),
    ".share-paragraph": (button) => shareMoment(button.closest(".turn").querySelector(".who a").hash.slice(3)),
    "#show-keys": () => byId("keys").showModal(),
    "#hide-keys": () => byId("keys").close(),
    "#transcript.ready [data-t]": (span) => { // selecting words is not a wish to jump
      if (getSelection().isCollapsed) go(Number(span.dataset.t), true);
    },
    'a[href^="#t="]': (link, event) => {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      go(Number(link.hash.slice(3)), true);
    },
  };
  document.addEventListener("click", (event) => {
    if (event.target === byId("keys")) byId("keys").close(); // beside the dialog
    for (const [selector, act] of Object.entries(onClick)) {
      const found = event.target.closest(selector);
      if (found) return act(found, event);
    }
  });

  const onKey = {
    " ": playOrPause, k: playOrPause, m: () => { audio.muted = !audio.muted; tell(player.dataset[audio.muted ? "muted" : "unmuted"]); },
    ArrowLeft: () => go(position() - 15), j: () => go(position() - 15),
    ArrowRight: () => go(position() + 30), l: () => go(position() + 30),
    n: () => toChapter(1), p: () => toChapter(-1),
    "<": () => stepSpeed(-1), ">": () => stepSpeed(1),
    c: () => shareMoment(Math.floor(position())), "?": () => byId("keys").showModal(),
  };
  for (let tenth = 0; tenth < 10; tenth += 1) onKey[tenth] = () => go(length() * tenth / 10);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    const isOnSeek = event.target.id === "seek";
    if (!isOnSeek && event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    const act = onKey[event.key];
    const isArrow = event.key.startsWith("Arrow"); // those are the slider's own, whatever is chosen
    if (!act || (remembered("podbuild:keys") === "off" && !(isOnSeek && isArrow))) return;
    event.preventDefault();
    act();
  });

  if ("mediaSession" in navigator && "MediaMetadata" in window) {
    const artwork = location.protocol === "file:" ? [] : [{ src: byId("art").src }];
    navigator.mediaSession.metadata = new MediaMetadata({ title: player.dataset.title, artist: player.dataset.show, artwork });
    const acts = { seekbackward: onKey.j, seekforward: onKey.l, previoustrack: onKey.p, nexttrack: onKey.n, seekto: (to) => go(to.seekTime) };
    for (const [name, act] of Object.entries(acts)) {
      try { navigator.mediaSession.setActionHandler(name, act); } catch { /* an older browser does not know this one */ }
    }
  }

  look();
  setSpeed(remembered("podbuild:speed") || "1");
  byId("keys-on").checked = remembered("podbuild:keys") !== "off";
  if (!fromHash()) { const kept = Number(remembered(store())) || 0; if (kept) go(kept); }
  if (location.hash === "#play") play();
})();
