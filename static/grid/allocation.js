// Sharing a column's total over the rows of the grid: the server makes the form and computes the preview, this shows
// them in a dialog and puts the result into the grid as one step. Nothing is saved here.

import { element, showDialog } from "./dialogs.js";
import { fragment, Offline, Refused, SignedOut } from "./server.js";
import { say } from "./words.js";

/**
 * @typedef {object} Grid
 * @property {string} base the address of the grid, with a slash at its end
 * @property {{ id: number, label: string }[]} rows
 * @property {(row: number, column: number) => string} textAt what stands in a cell, "" for a blank
 * @property {boolean} canEdit
 * @property {(changes: { row: number, column: number, text: string }[], label: string) => void} apply one undo step
 */

const PAUSE = 400; // milliseconds after the last key before the preview is computed again

/**
 * Lets the user share the total of a column; resolves when the dialog is shown.
 * @param {Grid} grid
 * @param {number} columnId
 */
export async function openAllocation(grid, columnId) {
  if (!grid.canEdit) return;
  const url = `${grid.base}phan-bo/?cot=${columnId}`;
  const body = await loaded(url);
  const dialog = showDialog(say("allocation-title"), body, { wide: true });
  if (body instanceof HTMLFormElement) new Allocation(grid, columnId, url, body, dialog).start();
}

/** The form, or why there is none. */
async function loaded(url) {
  try {
    return (await fragment(url)).querySelector("form[data-allocation]") ?? callout(say("allocation-gone"));
  } catch (error) {
    return callout(sentence(error));
  }
}

/** One open form. */
class Allocation {
  /**
   * @param {Grid} grid
   * @param {number} columnId
   * @param {string} url
   * @param {HTMLFormElement} form
   * @param {HTMLDialogElement} dialog
   */
  constructor(grid, columnId, url, form, dialog) {
    Object.assign(this, { grid, columnId, url, form, dialog });
    this.rows = [...form.querySelectorAll("tr[data-row]")];
    this.place = form.querySelector("[data-preview]");
    this.asked = 0;
    this.status = form.querySelector("[role=status]");
    this.timer = 0;
  }

  start() {
    for (const row of this.rows) {
      row.querySelector("[data-current]").textContent = this.grid.textAt(Number(row.dataset.row), this.columnId);
    }
    this.showShares();
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.preview({ moves: true });
    });
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-apply]")) this.apply();
    });
    this.dialog.addEventListener("close", () => this.forget());
  }

  /** Once there is a preview it follows every change; until the new one is there the old one cannot be applied. */
  changed() {
    this.showShares();
    if (!this.place.hasChildNodes()) return;
    this.forget();
    this.place.querySelector("[data-apply]")?.setAttribute("disabled", "");
    this.timer = setTimeout(() => this.preview({ moves: false }), PAUSE);
  }

  /** What was asked before does not count any more. */
  forget() {
    clearTimeout(this.timer);
    this.asked += 1;
  }

  showShares() {
    const { base } = this.form.elements;
    const isTyped = base.value === base.dataset.typedBase;
    for (const cell of this.form.querySelectorAll("[data-shares]")) cell.hidden = !isTyped;
  }

  /** @param {{ moves: boolean }} options whether the focus goes to the outcome: after the button, not while typing */
  async preview({ moves }) {
    this.forget();
    const turn = this.asked;
    if (moves) this.show(element("p", { class: "muted" }, say("allocation-working")));
    this.status.textContent = "";
    const outcome = await this.outcome();
    if (turn !== this.asked) return;
    this.show(outcome);
    const reasons = this.place.querySelector("[data-reasons]");
    if (moves) (reasons ?? this.place.querySelector("[role=region]")).focus();
    // What has the focus is read out anyway; a whole table would be too much.
    this.status.textContent = reasons ? (moves ? "" : reasons.textContent) : say("allocation-ready");
  }

  /** @returns {Promise<Node>} the preview, or why there is none */
  async outcome() {
    try {
      const answer = await fragment(this.url, this.demand());
      return answer.querySelector("[data-reasons], [data-apply]") ? answer : callout(say("allocation-gone"));
    } catch (error) {
      return callout(sentence(error));
    }
  }

  /** @param {Node} node */
  show(node) {
    this.place.replaceChildren(node);
  }

  /** What the server is asked: texts as they were typed, by row. */
  demand() {
    const { base, total } = this.form.elements;
    const baseColumn = base.selectedOptions[0]?.dataset.column;
    return {
      base: base.value,
      total: total.value,
      current: this.byRow((row) => this.grid.textAt(row, this.columnId)),
      base_values: baseColumn ? this.byRow((row) => this.grid.textAt(row, Number(baseColumn))) : {},
      locks: this.rows.filter((row) => field(row, "lock").checked).map((row) => Number(row.dataset.row)),
      floors: this.byRow((_row, line) => field(line, "floor").value),
      ceilings: this.byRow((_row, line) => field(line, "ceiling").value),
      shares: this.byRow((_row, line) => field(line, "share").value),
    };
  }

  /** @param {(row: number, line: HTMLElement) => string} text */
  byRow(text) {
    return Object.fromEntries(this.rows.map((line) => [line.dataset.row, text(Number(line.dataset.row), line)]));
  }

  apply() {
    const changes = [...this.place.querySelectorAll("tr[data-value]")]
      .map((line) => ({ row: Number(line.dataset.row), column: this.columnId, text: line.dataset.value }))
      .filter(({ row, column, text }) => this.grid.textAt(row, column) !== text);
    const column = this.form.querySelector("h3").textContent.trim();
    this.dialog.close();
    if (changes.length) this.grid.apply(changes, say("allocation-step", { column }));
  }
}

/** @returns {HTMLInputElement} */
function field(line, name) {
  return line.querySelector(`[data-field="${name}"]`);
}

/** @param {string} text */
function callout(text) {
  return element("p", { class: "callout callout--error", "data-reasons": "", tabindex: "-1" }, text);
}

/** @param {unknown} error a failure of the connection; any other is a fault of the program and is not hidden */
function sentence(error) {
  if (error instanceof Refused) return error.message;
  if (error instanceof SignedOut) return say("allocation-signed-out");
  if (error instanceof Offline) return say("allocation-offline");
  throw error;
}
