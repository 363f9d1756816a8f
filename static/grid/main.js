// The entry grid: the plain form of the page becomes a spreadsheet. Each module holds one behaviour, joined here.

import { openAllocation } from "./allocation.js";
import { writeBlock } from "./clipboard.js";
import { showConflicts } from "./conflicts.js";
import { element, showDialog } from "./dialogs.js";
import { Editor } from "./editor.js";
import { showHistory } from "./history.js";
import { followMouse } from "./mouse.js";
import { paste } from "./paste.js";
import { reportOf } from "./report.js";
import { Saver } from "./saving.js";
import { Selection } from "./selection.js";
import { Sheet } from "./sheet.js";
import { showAbout, showSaving } from "./status.js";
import { UndoStack } from "./undo.js";
import { say } from "./words.js";

const LONGEST = 200; // characters that are sent; the server reads fewer and says so

const form = /** @type {HTMLFormElement} */ (document.getElementById("grid"));
const table = form.querySelector("table");
const wrap = table.parentElement;
const model = JSON.parse(document.getElementById("grid-model").textContent);
const sheet = new Sheet(form, model, model.lines && reportOf(form, model));
const undo = new UndoStack(showUndo);
const saver = new Saver(sheet, {
  url: form.dataset.cells ?? `${form.action}o/`,
  by: Number(form.dataset.by),
  isUnsettled: (cell) => editor.session?.cell.place === cell.place,
  show: (state) => showSaving(form, state, editor.isTyping),
});
const selection = new Selection(sheet, () => showAbout(form, sheet, selection, saver));
const commands = {
  "Ctrl+z": () => step(undo.undo()),
  "Ctrl+y": () => step(undo.redo()),
  "Ctrl+Shift+z": () => step(undo.redo()),
  "Ctrl+a": () => selection.span({ row: 0, col: 0 }, selection.last),
  "Ctrl+d": () => fill(1, 0),
  "Ctrl+r": () => !selection.isSingle && fill(0, 1), // of one cell the browser's own: reload
  "Ctrl+Enter": () => acceptOffers(selection.cells),
  "Shift+F2": () => showHistory(form, selection.cell, apply),
  F1: showHelp,
};
const editor = new Editor(sheet, selection, { changed, commands, began: () => showSaving(form, saver, true) });
const tools = {
  undo: commands["Ctrl+z"],
  redo: commands["Ctrl+y"],
  "not-applicable": markNotApplicable,
  estimate: () => apply(selection.cells.filter((cell) => cell.amount).map(toggledEstimate)),
  "at-least": () => apply(selection.cells.filter((cell) => cell.amount).map(toggledMinimum)),
  "fill-down": commands["Ctrl+d"],
  allocate,
  history: commands["Shift+F2"],
  help: showHelp,
};

/** What an act changed: one step to take back, and cells to save. */
function changed(changes) {
  undo.push(changes);
  saver.note(changes.map(({ cell }) => cell));
  showOffers(changes.map(({ cell }) => cell));
  showAbout(form, sheet, selection, saver);
}

function apply(wanted) {
  editor.apply(wanted);
}

/** A step of the undo stack is put back, its sums with it; not over what somebody else has written since. */
function step(wishes) {
  if (!wishes || !sheet.canEdit) return;
  editor.leave();
  const wanted = wishes.filter(({ cell, instead }) => sheet.holds(cell, instead));
  const changes = sheet.set(wanted);
  saver.note(wanted.map(({ cell }) => cell));
  showOffers(wanted.map(({ cell }) => cell));
  showChanged(changes.length ? wanted.filter(({ follows }) => !follows) : []);
}

/** The cursor goes to what was changed by hand, as sums beside it change by themselves. */
function showChanged(wanted) {
  const rows = wanted.map(({ cell }) => cell.row);
  const cols = wanted.map(({ cell }) => cell.col);
  if (wanted.length) {
    selection.span(
      { row: Math.min(...rows), col: Math.min(...cols) },
      { row: Math.max(...rows), col: Math.max(...cols) },
    );
  }
  selection.cell.input.select();
}

/**
 * Fill down or to the right from the first row or column of the selection; of one cell from the cell before it.
 * @returns {true}
 */
function fill(rows, cols) {
  const { box, isSingle } = selection;
  const from = { top: isSingle ? box.top - rows : box.top, left: isSingle ? box.left - cols : box.left };
  const wanted = selection.cells.flatMap((cell) => {
    const source = sheet.at(rows ? from.top : cell.row, cols ? from.left : cell.col);
    return source && source !== cell ? [{ cell, text: source.text }] : [];
  });
  apply(wanted);
  return true;
}

/** Pressed once more it takes the mark away. */
function markNotApplicable() {
  const cells = selection.cells.filter((cell) => !sheet.isNote(cell));
  const isMarked = cells.every((cell) => cell.text === "x");
  apply(cells.map((cell) => ({ cell, text: isMarked ? "" : "x" })));
}

/** Of a reported figure: "351" becomes "ước 351", and back. */
function toggledEstimate(cell) {
  const { amount } = cell;
  const comparator = { eq: "est", est: "eq" }[amount.comparator] ?? amount.comparator;
  return { cell, text: sheet.write(cell, { ...amount, comparator }) };
}

function toggledMinimum(cell) {
  const { amount } = cell;
  const comparator = amount.comparator === "ge" ? "eq" : amount.comparator === "eq" ? "ge" : amount.comparator;
  return { cell, text: sheet.write(cell, { ...amount, comparator }) };
}

// Proposals of the localities, and figures of earlier periods, shown beside the cells

function offerOf(cell) {
  return cell.td.querySelector("button[data-offer]");
}

/** An earlier figure goes only into a blank cell, and is marked as taken over. */
function acceptOffers(cells) {
  const wanted = cells.flatMap((cell) => {
    const button = offerOf(cell);
    if (!button || (isCarry(button) && cell.text !== "")) return [];
    if (isCarry(button)) cell.carried = button.dataset.offer;
    return [{ cell, text: button.dataset.offer }];
  });
  apply(wanted);
}

function isCarry(button) {
  return "carry" in button.dataset;
}

/** Whether a figure is the one taken over from an earlier period. */
function showCarried(cell) {
  const mark = cell.td.querySelector("[data-carried]");
  if (mark) mark.hidden = cell.text === "" || cell.text !== cell.carried;
}

/** An accepted proposal needs no button; it comes back with the older figure. */
function showOffers(cells) {
  for (const cell of cells) {
    const button = offerOf(cell);
    if (button) button.hidden = button.dataset.offer === cell.text || (isCarry(button) && cell.text !== "");
    showCarried(cell);
  }
  for (const button of table.querySelectorAll(".offer--row")) {
    button.hidden = !button.closest("tr").querySelector("button[data-offer]:not([hidden])");
  }
  const all = form.querySelector("[data-accept-all]");
  if (all) all.hidden = !table.querySelector("button[data-offer]:not([hidden])");
}

function onOffer(button) {
  const key = button.value;
  if (sheet.cells.has(key)) return acceptOffers([sheet.cells.get(key)]);
  const row = key.startsWith("dong:") ? Number(key.slice(5)) : null;
  return acceptOffers([...sheet.cells.values()].filter((cell) => row === null || sheet.rowIds[cell.row] === row));
}

// Clipboard

function copy(event, isCut) {
  if (editor.isTyping || !cellOf(event.target)) return;
  event.clipboardData.setData("text/plain", writeBlock(selection.texts));
  event.preventDefault();
  if (isCut) apply(selection.cells.map((cell) => ({ cell, text: "" })));
}

function onPaste(event) {
  if (!cellOf(event.target) || !sheet.canEdit || editor.isTyping) return; // into the text that is being typed
  event.preventDefault();
  paste(event.clipboardData.getData("text/plain"), sheet, selection, (wanted, size) => {
    const { top, left } = selection.box;
    apply(wanted);
    selection.span({ row: top, col: left }, { row: top + size.rows - 1, col: left + size.cols - 1 });
    selection.cell.input.select();
  });
}

// Helpers of the page

async function allocate() {
  const column = sheet.columnIds[selection.anchor.col];
  if (!sheet.model.columns[column].additive) return tellAllocation("allocation-of-rate");
  if (sheet.isSum(selection.cell)) return tellAllocation("allocation-of-sum");
  await saver.flush(); // the total that is offered comes from the server
  return openAllocation(allocationDesk(), column);
}

function tellAllocation(sentence) {
  showDialog(say("allocation-title"), element("p", {}, say(sentence)));
}

function allocationDesk() {
  const texts = new Map([...sheet.cells.values()].map((cell) => [cell.key, cell]));
  return {
    base: form.action,
    canEdit: sheet.canEdit,
    rows: sheet.rowIds.filter(Boolean).map((id) => ({ id, label: document.getElementById(`r${id}`).textContent })),
    textAt: (row, column) => (texts.has(`${row}.${column}`) ? sheet.shown(texts.get(`${row}.${column}`)) : ""),
    apply: (changes) => apply(changes.flatMap(({ row, column, text }) => {
      const cell = texts.get(`${row}.${column}`);
      return cell ? [{ cell, text }] : [];
    })),
  };
}

function showHelp() {
  const template = document.getElementById("grid-help");
  showDialog(say("help-title"), template.content.cloneNode(true), { wide: true });
}

function showUndo() {
  const buttons = { undo: undo.canUndo, redo: undo.canRedo };
  for (const [name, can] of Object.entries(buttons)) {
    const button = form.querySelector(`[data-tool="${name}"]`);
    if (button) button.disabled = !can;
  }
}

function cellOf(target) {
  const td = target instanceof Element ? target.closest("td") : null;
  const input = td?.querySelector(":scope > input");
  return input ? sheet.cells.get(input.name) : undefined;
}

/** How much of the scrolled part lies under the header and the first column. */
function keepInSight() {
  const head = table.tHead.offsetHeight;
  const foot = table.tFoot && getComputedStyle(table.tFoot).position === "sticky" ? table.tFoot.offsetHeight : 0;
  const name = table.querySelector("tbody th.name");
  wrap.style.scrollPadding = `${head + 4}px 8px ${foot + 4}px ${name ? name.offsetLeft + name.offsetWidth + 4 : 8}px`;
}

// Wiring

function start() {
  for (const node of form.querySelectorAll("[data-scripted]")) node.hidden = false;
  form.classList.add("is-live");
  for (const cell of sheet.cells.values()) startCell(cell);
  for (const button of table.querySelectorAll("button")) button.tabIndex = -1;
  selection.begin();
  keepInSight();
  showUndo();
  goToNamed();
  saver.note(sheet.cells.values()); // what the browser kept from before, and what a refused form brought back

  table.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement && cellOf(event.target) && editor.key(event)) event.preventDefault();
  });
  table.addEventListener("input", (event) => onInput(event, cellOf(event.target)));
  document.addEventListener("keydown", onKeyElsewhere);
  table.addEventListener("focusin", (event) => {
    const cell = event.target instanceof HTMLInputElement ? cellOf(event.target) : undefined;
    if (!cell || editor.session?.cell === cell) return;
    editor.leave();
    if (selection.cell !== cell) selection.go(cell.row, cell.col);
    cell.input.select(); // also after a dialog: typing replaces
  });
  table.addEventListener("focusout", (event) => {
    if (!table.contains(/** @type {Node | null} */ (event.relatedTarget))) editor.leave();
  });
  document.addEventListener("copy", (event) => copy(event, false));
  document.addEventListener("cut", (event) => copy(event, sheet.canEdit));
  document.addEventListener("paste", onPaste);
  followMouse(table, cellOf, selection, editor);
  form.addEventListener("click", (event) => {
    const tool = event.target instanceof Element && event.target.closest("[data-tool]");
    if (tool) onTool(tool.dataset.tool);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    editor.leave();
    if (event.submitter?.name === "nhan") onOffer(event.submitter);
    else if (event.submitter?.dataset.then) goOn(event.submitter.dataset.then);
    else saver.retry();
  });
  form.addEventListener("grid:conflicts", () => showConflicts(form, sheet, saver, (changes) => undo.push(changes)));
  form.addEventListener("grid:retry", () => saver.retry());
  form.addEventListener("grid:go", (event) => {
    selection.go(event.detail.row, event.detail.col);
    selection.cell.input.select();
  });
  window.addEventListener("online", () => saver.retry());
  window.addEventListener("focus", () => saver.state === "signed-out" && saver.retry());
  window.addEventListener("resize", keepInSight);
  window.addEventListener("hashchange", goToNamed);
  document.addEventListener("visibilitychange", () => document.hidden && onHidden());
  window.addEventListener("beforeunload", (event) => {
    editor.leave();
    if (saver.open) event.preventDefault();
  });
}

function startCell(cell) {
  cell.input.tabIndex = -1;
  if (cell.input.maxLength < 0) cell.input.maxLength = LONGEST;
  const mark = cell.td.querySelector("[data-carried]");
  if (mark && !mark.hidden) cell.carried = cell.text;
}

/** A link may name a cell: ".../#o3.1". */
function goToNamed() {
  const cell = cellOf(document.getElementById(location.hash.slice(1)));
  if (!cell) return;
  selection.go(cell.row, cell.col);
  cell.input.select();
}

/** To another page, once all is saved; what cannot be saved is shown and keeps one here. */
async function goOn(url) {
  for (let tries = 0; tries < 3 && saver.dirty.size; tries += 1) await saver.flush();
  if (!saver.open) location.assign(url);
  else form.querySelector("[data-problems]").scrollIntoView({ block: "center" });
}

/** The browser's own undo knows nothing of sums and of what was saved. */
function onInput(event, cell) {
  if (event.inputType?.startsWith("history")) cell.input.value = cell.text;
  else editor.typed(cell);
}

/** Undo works on the whole page, as long as nothing else is being written. */
function onKeyElsewhere(event) {
  const isElsewhere = !table.contains(event.target) && !event.target.closest("dialog, input, textarea, select");
  const isUndo = (event.ctrlKey || event.metaKey) && "zy".includes(event.key.toLowerCase());
  if (!isElsewhere || !isUndo) return;
  event.preventDefault();
  step(event.key.toLowerCase() === "z" && !event.shiftKey ? undo.undo() : undo.redo());
}

/** Another page is shown, perhaps for good: what is typed counts now. */
function onHidden() {
  editor.leave();
  saver.retry();
}

/** The cursor stays in the table: one goes on typing where one was, also after a dialog. */
function onTool(name) {
  editor.leave();
  selection.cell.input.focus();
  tools[name]?.();
}

start();
