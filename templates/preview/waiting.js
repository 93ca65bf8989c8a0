// The page that stands in until the first build is done: it says what is being made, and then gives way.
import { el, listen, mistakeItems } from "./live.js";

const said = document.getElementById("said");
const list = document.getElementById("mistakes");
const heading = document.getElementById("heading");
const settle = (build) => {
  list.replaceChildren(...mistakeItems(build.mistakes));
  if (build.outcome === "done") location.reload();
  else if (build.outcome !== "building") {
    heading.textContent = "Nothing to show yet";
    said.textContent = "Mend what is said here, and this page goes on by itself.";
  }
};
listen({
  state: settle,
  build: settle,
  progress: (step) => { said.replaceChildren(el("b", {}, step.episode), ` ${step.action}${step.total ? `, ${step.done} of ${step.total}` : ""}`); },
  lost: () => { said.textContent = "podbuild serve has ended."; },
});
