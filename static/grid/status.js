// What the page says: whether all is saved, what is wrong with which cell, what the cell with the cursor is about.

import { element } from "./dialogs.js";
import { say } from "./words.js";

const PROBLEM_CLASSES = ["is-waiting", "is-refused", "is-conflict"];
const marked = new Set();

/** The name of a cell's row and the whole path of its column. @param {import("./sheet.js").Cell} cell */
export function whereIs(cell) {
  return headsOf(cell).map((head) => head.textContent.trim()).join(" · ");
}

/** The elements that name a cell: of its row, of its column. */
function headsOf(cell) {
  const ids = cell.input.getAttribute("aria-labelledby").split(" ");
  return ids.map((id) => document.getElementById(id)).filter(Boolean);
}

/**
 * @param {HTMLFormElement} form
 * @param {import("./saving.js").Saver} saver
 * @param {boolean} isTyping what is being typed is not saved before the cell is left
 */
export function showSaving(form, saver, isTyping) {
  showCells(saver);
  showState(form, saver, isTyping);
  showProblems(form, saver);
}

/** @param {HTMLFormElement} form */
export function showAbout(form, sheet, selection, saver) {
  const { cell } = selection;
  const heads = headsOf(cell);
  // The line is short on a phone: first the row and the column's own label, then what there is to say.
  form.querySelector("[data-where]").textContent = heads
    .map((head) => head.dataset.label ?? head.textContent.trim())
    .join(" · ");
  form.querySelector("[data-about]").textContent = aboutCell(sheet, saver, cell) || heads.at(-1).textContent;
  form.querySelector("[data-sums]").textContent = aboutSelection(sheet, selection);
}

function aboutCell(sheet, saver, cell) {
  const verdict = saver.refused.get(cell);
  if (verdict) return verdict.reason;
  if (sheet.isDifferent(cell)) return say("differs", { stated: cell.text, computed: sheet.partsText(cell) });
  if (cell.text === "" && sheet.shown(cell)) return say("computed", { computed: sheet.shown(cell) });
  return "";
}

function aboutSelection(sheet, selection) {
  if (selection.isSingle) return "";
  const { cells } = selection;
  const sum = sheet.sumOf(cells);
  return sum === null ? say("count", { count: cells.length }) : say("count-and-sum", { count: cells.length, sum });
}

// Cells

function showCells(saver) {
  const problems = new Map([...[...saver.dirty].map((cell) => [cell, "is-waiting"]),
    ...[...saver.refused].map(([cell, { conflict }]) => [cell, conflict ? "is-conflict" : "is-refused"])]);
  for (const cell of marked) if (!problems.has(cell)) showCell(cell, "", "");
  for (const [cell, name] of problems) showCell(cell, name, saver.refused.get(cell)?.reason ?? "");
}

function showCell(cell, name, reason) {
  if (name) marked.add(cell);
  else marked.delete(cell);
  for (const each of PROBLEM_CLASSES) cell.td.classList.toggle(each, each === name);
  cell.input.toggleAttribute("aria-invalid", Boolean(reason));
  if (reason) cell.input.setAttribute("aria-invalid", "true");
  describe(cell, reason);
}

/** The reason stands in the cell for those who hear the page; the line above the table shows it. */
function describe(cell, reason) {
  const id = `w${cell.key}`;
  const known = document.getElementById(id);
  if (!reason) {
    known?.remove();
    cell.input.removeAttribute("aria-describedby");
    return;
  }
  const note = known ?? cell.td.appendChild(element("span", { id, class: "visually-hidden" }));
  note.textContent = reason;
  cell.input.setAttribute("aria-describedby", id);
}

// The whole

function showState(form, saver, isTyping) {
  const node = form.querySelector("[data-state]");
  const count = saver.dirty.size;
  const refusals = [...saver.refused.values()].filter(({ follows }) => !follows).length;
  const sentence = {
    saved: () => (refusals ? say("saved-but", { count: refusals }) : allSaved(saver)),
    waiting: () => say("waiting", { count }),
    sending: () => say("sending", { count }),
    offline: () => say("offline", { count }),
    "signed-out": () => say("signed-out-short", { count }),
    stopped: () => say("stopped-short", { count }),
  }[saver.state];
  const shown = isTyping && saver.state === "saved" ? say("typing") : sentence();
  node.hidden = form.hasAttribute("data-read-only");
  node.dataset.state = saver.state !== "saved" ? saver.state : isTyping ? "waiting" : refusals ? "refused" : "saved";
  if (node.textContent !== shown) node.textContent = shown;
  // Those who listen hear how it ended, not each step of the way.
  const isUnderway = isTyping || saver.state === "waiting" || saver.state === "sending";
  const spoken = form.querySelector("[data-spoken]");
  if (!isUnderway && spoken.textContent !== shown) spoken.textContent = shown;
}

function allSaved({ savedAt }) {
  if (!savedAt) return say("saved");
  return say("saved-at", { time: savedAt.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" }) });
}

let shownProblems = "";

function showProblems(form, saver) {
  const node = form.querySelector("[data-problems]");
  const refused = [...saver.refused].filter(([, verdict]) => !verdict.conflict);
  const reasons = refused.map(([cell, { reason }]) => cell.key + reason);
  const identity = [saver.state, saver.conflicts.length, ...reasons].join("|");
  if (identity === shownProblems) return;
  shownProblems = identity;
  const parts = [connectionPart(form, saver), conflictPart(form, saver), refusedPart(form, refused)].filter(Boolean);
  node.hidden = parts.length === 0;
  node.replaceChildren(...parts);
}

function connectionPart(form, saver) {
  if (saver.state === "offline") {
    return callout("warning", say("no-answer"), [action(say("try-now"), () => tellForm(form, "grid:retry"))]);
  }
  if (saver.state === "signed-out") {
    const target = { href: form.dataset.signIn, target: "_blank" };
    const link = element("a", { class: "btn btn--primary", ...target }, say("sign-in"));
    return callout("warning", say("signed-out"), [link, action(say("try-now"), () => tellForm(form, "grid:retry"))]);
  }
  if (saver.state !== "stopped") return null;
  return callout("error", saver.error, [action(say("try-now"), () => tellForm(form, "grid:retry"))]);
}

function conflictPart(form, saver) {
  const count = saver.conflicts.length;
  if (!count) return null;
  const see = action(say("see-conflicts"), () => tellForm(form, "grid:conflicts"));
  return callout("warning", say("conflicts", { count }), [see]);
}

function refusedPart(form, refused) {
  if (!refused.length) return null;
  const part = callout("error", say("refused", { count: refused.length }), []);
  const list = element("ul");
  for (const [cell, { reason }] of refused.slice(0, 10)) {
    const item = element("li");
    item.append(action(whereIs(cell), () => tellForm(form, "grid:go", cell), "link"), `: ${reason}`);
    list.append(item);
  }
  part.append(list);
  return part;
}

function callout(kind, sentence, actions) {
  const node = element("div", { class: `callout callout--${kind}`, role: "alert" });
  const line = element("p", { class: "cluster" }, sentence);
  line.append(...actions);
  node.append(line);
  return node;
}

function action(label, act, look = "btn") {
  const button = element("button", { type: "button", class: look }, label);
  button.addEventListener("click", act);
  return button;
}

function tellForm(form, name, detail) {
  form.dispatchEvent(new CustomEvent(name, { detail }));
}
