// The player, the transcript that follows it, and the copy buttons. Without this script the browser's own player stands there.
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  all(".js-only").forEach((element) => { element.hidden = false; });

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
  all("[data-copy]").forEach((button) => {
    const label = button.querySelector("span");
    button.addEventListener("click", () => copy(button.dataset.copy, () => sayBriefly(label, button.dataset.done)));
  });

  const player = byId("player");
  if (!player) return;
  const audio = byId("audio");
  const [toggle, seek, speed, share, now] = ["toggle", "seek", "speed", "share", "now"].map(byId);
  const chapters = all(".chapters [data-start]");
  const spans = all("#transcript [data-t]");
  const pictures = all("figure[data-start]");
  const art = byId("art");
  const ownArt = art.getAttribute("src");
  const store = "podbuild:" + player.dataset.guid;
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(seek.max));
  let wanted = null; // where to start once the audio's length is known
  let dragging = false;

  audio.removeAttribute("controls");
  audio.hidden = true;
  byId("transcript")?.classList.add("ready");

  const position = () => (wanted === null ? audio.currentTime : wanted);
  const go = (seconds, play) => {
    const to = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.05));
    if (audio.readyState > 0) audio.currentTime = to;
    else { wanted = to; if (audio.preload === "none") audio.preload = "metadata"; }
    if (play) audio.play().catch(() => {});
    draw();
  };
  const lastBefore = (elements, seconds, key) => {
    let low = 0, high = elements.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(elements[middle].dataset[key]) <= seconds + 0.05) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  let shownSpan = -1, shownChapter = -1, lastScrolledBy = 0;
  const followTranscript = (seconds) => {
    const i = audio.paused && seconds === 0 ? -1 : lastBefore(spans, seconds, "t");
    if (i === shownSpan) return;
    spans[shownSpan]?.classList.remove("spoken");
    spans[i]?.classList.add("spoken");
    shownSpan = i;
    const box = spans[i]?.getBoundingClientRect();
    const isNear = box && box.top > -innerHeight && box.bottom < innerHeight * 2; // a reader elsewhere is left in peace
    const isOff = box && (box.top < innerHeight * 0.22 || box.bottom > innerHeight * 0.75);
    if (!audio.paused && isNear && isOff && Date.now() - lastScrolledBy > 4000) spans[i].scrollIntoView({ block: "center" });
  };
  const followChapters = (seconds) => {
    const i = lastBefore(chapters, seconds, "start");
    if (i === shownChapter) return;
    chapters[shownChapter]?.removeAttribute("aria-current");
    chapters[i]?.setAttribute("aria-current", "true");
    shownChapter = i;
    now.textContent = i >= 0 ? chapters[i].firstElementChild.textContent : player.dataset.title;
  };
  const followPictures = (seconds) => {
    const shown = pictures.find((f) => Number(f.dataset.start) <= seconds && seconds < Number(f.dataset.end));
    const src = shown && (seconds > 0 || !audio.paused) ? shown.querySelector("img").getAttribute("src") : ownArt;
    if (art.getAttribute("src") !== src) art.setAttribute("src", src);
  };
  const draw = () => {
    const seconds = position();
    if (!dragging) seek.value = seconds;
    seek.style.setProperty("--done", (100 * Number(seek.value) / length()) + "%");
    seek.setAttribute("aria-valuetext", clock(seconds));
    byId("elapsed").textContent = clock(seconds);
    followTranscript(seconds);
    followChapters(seconds);
    followPictures(seconds);
  };
  const drawTicks = () => {
    byId("ticks").replaceChildren(...chapters.slice(1).map((chapter) => {
      const tick = document.createElement("i");
      tick.style.left = (100 * Number(chapter.dataset.start) / length()) + "%";
      return tick;
    }));
  };
  const playOrPause = () => (audio.paused ? audio.play().catch(() => {}) : audio.pause());

  let savedAt = 0;
  const save = () => {
    try {
      const seconds = position();
      const isOver = seconds > length() - 10;
      if (isOver || seconds < 5) localStorage.removeItem(store); else localStorage.setItem(store, seconds.toFixed(1));
    } catch { /* private windows keep nothing: the position is then forgotten */ }
  };
  const restore = () => {
    try { return Number(localStorage.getItem(store)) || 0; } catch { return 0; }
  };

  audio.addEventListener("loadedmetadata", () => {
    seek.max = length();
    byId("length").textContent = clock(length());
    if (wanted !== null) { audio.currentTime = wanted; wanted = null; }
    drawTicks();
    draw();
  });
  audio.addEventListener("timeupdate", () => {
    draw();
    if (Date.now() - savedAt > 5000) { savedAt = Date.now(); save(); }
  });
  const showState = () => {
    player.classList.toggle("playing", !audio.paused);
    toggle.setAttribute("aria-label", audio.paused ? player.dataset.play : player.dataset.pause);
    if (audio.paused) save();
  };
  ["play", "pause", "ended"].forEach((name) => audio.addEventListener(name, showState));
  addEventListener("pagehide", save);
  ["wheel", "touchmove"].forEach((name) => addEventListener(name, () => { lastScrolledBy = Date.now(); }, { passive: true }));

  toggle.addEventListener("click", playOrPause);
  all("[data-skip]").forEach((b) => b.addEventListener("click", () => go(position() + Number(b.dataset.skip))));
  seek.addEventListener("input", () => { dragging = true; go(Number(seek.value)); });
  seek.addEventListener("change", () => { dragging = false; });
  const speeds = [1, 1.2, 1.5, 1.75, 2, 0.8];
  const setSpeed = (value) => { audio.playbackRate = audio.defaultPlaybackRate = value; speed.textContent = value + "×"; };
  speed.addEventListener("click", () => setSpeed(speeds[(speeds.indexOf(audio.playbackRate) + 1) % speeds.length]));
  share.addEventListener("click", () => {
    const url = location.href.split("#")[0] + "#t=" + Math.floor(position());
    copy(url, () => sayBriefly(share.querySelector(".said"), share.dataset.done));
  });
  spans.forEach((span) => span.addEventListener("click", () => {
    if (getSelection().isCollapsed) go(Number(span.dataset.t), true); // selecting words is not a wish to jump
  }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#t="]');
    if (!link) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    go(Number(link.hash.slice(3)), true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const isOnControl = event.target.closest("button, a");
    const acts = {
      " ": playOrPause, k: playOrPause,
      ArrowLeft: () => go(position() - 15), j: () => go(position() - 15),
      ArrowRight: () => go(position() + 30), l: () => go(position() + 30),
      "<": () => setSpeed(Math.max(0.5, audio.playbackRate - 0.1).toFixed(1) * 1),
      ">": () => setSpeed(Math.min(3, audio.playbackRate + 0.1).toFixed(1) * 1),
    };
    const act = acts[event.key];
    if (!act || (event.key === " " && isOnControl)) return;
    event.preventDefault();
    act();
  });

  if ("mediaSession" in navigator && "MediaMetadata" in window) {
    const artwork = location.protocol === "file:" ? [] : [{ src: art.src }];
    navigator.mediaSession.metadata = new MediaMetadata({ title: player.dataset.title, artist: player.dataset.show, artwork });
    navigator.mediaSession.setActionHandler("seekbackward", () => go(position() - 15));
    navigator.mediaSession.setActionHandler("seekforward", () => go(position() + 30));
  }

  const fromHash = () => {
    const moment = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash);
    if (moment) go(Number(moment[1]));
    return Boolean(moment);
  };
  addEventListener("hashchange", fromHash);
  drawTicks();
  if (!fromHash()) { const kept = restore(); if (kept) go(kept); else draw(); }
  if (location.hash === "#play") audio.play().catch(() => {}); // a browser that forbids it leaves the button to press
})();
