// Draws an episode's sound: waveform with chapters, speech, bed and loudness; below it a lane for each voice, the bed, effects.

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const COLOURS = { voice: "--voice", bed: "--bed", effect: "--effect", clip: "--effect" };
const FLOOR_DB = -54;
const TOP_LUFS = 0;
const LOW_LUFS = -48;

const prepared = (canvas, width) => {
  const scale = devicePixelRatio || 1;
  const height = Number(canvas.dataset.height ?? (canvas.dataset.height = canvas.getAttribute("height")));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.clearRect(0, 0, width, height);
  context.font = "11px system-ui, sans-serif";
  return [context, height];
};
const share = (db) => Math.max(0, (db - FLOOR_DB) / -FLOOR_DB);
const length = (data) => Math.max(data.seconds, 0.1);

/** The waveform: the finished file's level, coloured by what is heard there; chapters above, loudness and its target across. */
export const drawWave = (canvas, data, width, at) => {
  const [c, height] = prepared(canvas, width);
  const x = (seconds) => seconds / length(data) * width;
  const top = 18;
  const room = height - top;
  const middle = top + room / 2;
  data.chapters.forEach((chapter, i) => {
    c.fillStyle = colour(i % 2 ? "--stripe" : "--panel");
    c.fillRect(x(chapter.start_seconds), top, x(chapter.end_seconds) - x(chapter.start_seconds), room);
  });
  const { seconds: step, lufs } = data.momentary;
  const speech = data.lines.filter((line) => line.lane === "voice" || line.lane === "clip");
  const isSpoken = (t) => speech.some((line) => t >= line.start_seconds && t < line.end_seconds);
  const inBed = (t) => data.lines.some((line) => line.lane === "bed" && t >= line.start_seconds && t < line.end_seconds);
  const bar = Math.max(1, width / Math.max(1, lufs.length));
  let [last, kind] = [-1, "--bed"];
  lufs.forEach((value, i) => {
    const t = i * step;
    if (t - last > 0.2 || i === 0) { last = t; kind = isSpoken(t) ? "--voice" : inBed(t) ? "--bed" : "--effect"; }
    const half = Math.max(0.5, Math.min(1, (value + 60) / 52) ** 2.6 * room / 2);
    c.fillStyle = colour(kind);
    c.fillRect(x(t), middle - half, Math.max(0.8, bar - 0.3), half * 2);
  });
  const y = (value) => top + (TOP_LUFS - Math.max(LOW_LUFS, value)) / (TOP_LUFS - LOW_LUFS) * room;
  c.strokeStyle = colour("--loud");
  c.lineWidth = 1.4;
  c.beginPath();
  lufs.forEach((value, i) => (i ? c.lineTo(x(i * step), y(value)) : c.moveTo(x(0), y(value))));
  c.stroke();
  if (data.target_lufs != null) {
    c.strokeStyle = colour("--target");
    c.setLineDash([5, 4]);
    c.beginPath();
    c.moveTo(0, y(data.target_lufs));
    c.lineTo(width, y(data.target_lufs));
    c.stroke();
    c.setLineDash([]);
  }
  c.textBaseline = "top";
  data.chapters.forEach((chapter) => {
    const from = x(chapter.start_seconds);
    c.fillStyle = colour("--line");
    c.fillRect(from, 0, 1, height);
    c.fillStyle = colour("--soft");
    fitted(c, chapter.title, from + 5, 3, x(chapter.end_seconds) - from - 8);
  });
  playhead(c, x(at), height);
};

/** The names of the lanes, from top to bottom. */
export const laneNames = (data) => {
  const voices = [...new Set(data.lines.filter((l) => l.lane === "voice" || l.lane === "clip").map((l) => l.voice || "clips"))];
  return [...voices, ...(data.lines.some((l) => l.lane === "effect") ? ["effects"] : []), ...(data.lines.some((l) => l.lane === "bed") ? ["bed"] : [])];
};
const laneOf = (line) => (line.lane === "bed" ? "bed" : line.lane === "effect" ? "effects" : line.voice || "clips");

/** The timeline as lanes: a block for each piece of sound, as loud as it is; what was made just now is outlined. */
export const drawLanes = (canvas, data, width, at, chosen) => {
  const names = laneNames(data);
  canvas.dataset.height = String(Math.max(1, names.length) * 30 + 4);
  const [c, height] = prepared(canvas, width);
  const x = (seconds) => seconds / length(data) * width;
  names.forEach((name, i) => {
    c.fillStyle = colour(i % 2 ? "--panel" : "--stripe");
    c.fillRect(0, i * 30 + 2, width, 28);
  });
  for (const line of data.lines) {
    const top = names.indexOf(laneOf(line)) * 30 + 4;
    const from = x(line.start_seconds);
    const wide = Math.max(1, x(line.end_seconds) - from);
    const tone = colour(COLOURS[line.lane] ?? "--voice");
    c.globalAlpha = 0.28;
    c.fillStyle = tone;
    c.beginPath();
    c.roundRect(from, top, wide, 24, Math.min(4, wide / 2));
    c.fill();
    c.globalAlpha = 1;
    if (line.lane === "bed") { bedShape(c, data, line, from, wide, top, tone); continue; }
    const shape = data.shapes[line.source] ?? [];
    const seconds = line.end_seconds - line.start_seconds;
    const columns = Math.max(1, Math.min(Math.ceil(wide), shape.length ? Math.ceil(seconds / 0.1) : 0));
    for (let n = 0; n < columns; n++) { // a bed is repeated for as long as it is heard
      const block = Math.floor(n / columns * seconds / 0.1) % Math.max(1, shape.length);
      const tall = share((shape[block] ?? FLOOR_DB) + line.gain_db) * 22;
      c.fillRect(from + n / columns * wide, top + 12 - tall / 2, Math.max(0.7, wide / columns - 0.4), tall);
    }
    if (line.is_made || line === chosen) {
      c.strokeStyle = colour(line === chosen ? "--ink" : "--made");
      c.lineWidth = 1.5;
      c.strokeRect(from + 0.75, top, Math.max(1, wide - 1.5), 24);
    }
  }
  c.textBaseline = "middle";
  names.forEach((name, i) => {
    const wide = c.measureText(name).width + 10;
    c.fillStyle = colour("--chip");
    c.beginPath();
    c.roundRect(4, i * 30 + 8, wide, 16, 8);
    c.fill();
    c.fillStyle = colour("--ink");
    c.fillText(name, 9, i * 30 + 16.5);
  });
  playhead(c, x(at), height);
};

/** A bed has the shape of its fades, and steps back where somebody speaks. */
const bedShape = (c, data, line, from, wide, top, tone) => {
  const seconds = line.end_seconds - line.start_seconds;
  const speech = data.lines.filter((l) => (l.lane === "voice" || l.lane === "clip") && l.end_seconds > line.start_seconds && l.start_seconds < line.end_seconds);
  const columns = Math.max(2, Math.ceil(wide / 2));
  const tall = (t) => {
    const fade = Math.min(1, t / (line.fade_in_seconds || 0.01), (seconds - t) / (line.fade_out_seconds || 0.01));
    const at = line.start_seconds + t;
    return Math.max(0, fade) * (speech.some((l) => at > l.start_seconds - 0.3 && at < l.end_seconds + 0.3) ? 7 : 16) / 2;
  };
  c.fillStyle = tone;
  c.beginPath();
  for (let n = 0; n <= columns; n++) c.lineTo(from + n / columns * wide, top + 12 - tall(n / columns * seconds));
  for (let n = columns; n >= 0; n--) c.lineTo(from + n / columns * wide, top + 12 + tall(n / columns * seconds));
  c.fill();
};

/** What lies under a point of the lanes. */
export const lineAt = (data, px, py, width) => {
  const name = laneNames(data)[Math.floor(py / 30)];
  const t = px / width * length(data);
  return data.lines.find((line) => laneOf(line) === name && t >= line.start_seconds && t < line.end_seconds);
};

const fitted = (c, text, x, y, room) => {
  let shown = text;
  while (shown.length > 1 && c.measureText(shown).width > room) shown = shown.slice(0, -2) + "…";
  if (room > 14) c.fillText(shown, x, y);
};
const playhead = (c, x, height) => {
  c.fillStyle = colour("--ink");
  c.fillRect(Math.max(0, x - 0.75), 0, 1.5, height);
};
