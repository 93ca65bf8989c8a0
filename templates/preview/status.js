// The status at the top of the studio's pages.

export const settleStatus = (build) => {
  const bad = build.outcome !== "done" && build.outcome !== "building";
  document.body.classList.toggle("bad", bad);
  document.body.classList.remove("busy", "lost");
  const took = build.seconds < 1 ? `${Math.round(build.seconds * 1000)} ms` : `${build.seconds.toFixed(1)} s`;
  document.getElementById("status").textContent = build.outcome === "done" ? `built in ${took}` : bad ? "not built: mistakes" : "building";
};
