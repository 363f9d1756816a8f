// Where the cursor is and which rectangle of cells is selected.

/** @typedef {import("./sheet.js").Cell} Cell */

export class Selection {
  /**
   * @param {import("./sheet.js").Sheet} sheet
   * @param {() => void} onChange
   */
  constructor(sheet, onChange) {
    this.sheet = sheet;
    this.onChange = onChange;
    this.anchor = { row: 0, col: 0 };
    this.focus = { row: 0, col: 0 };
    this.marked = [];
  }

  /** @returns {Cell} the cell with the cursor */
  get cell() {
    return this.sheet.at(this.anchor.row, this.anchor.col);
  }

  /** Top, left, bottom, right of the selected rectangle, all inside. */
  get box() {
    const { anchor, focus } = this;
    return {
      top: Math.min(anchor.row, focus.row),
      left: Math.min(anchor.col, focus.col),
      bottom: Math.max(anchor.row, focus.row),
      right: Math.max(anchor.col, focus.col),
    };
  }

  /** @returns {Cell[]} */
  get cells() {
    const { top, left, bottom, right } = this.box;
    const rows = this.sheet.grid.slice(top, bottom + 1);
    return rows.flatMap((row) => row.slice(left, right + 1)).filter(Boolean);
  }

  /** What the selected rectangle shows, line by line. @returns {string[][]} */
  get texts() {
    const { top, left, bottom, right } = this.box;
    const columns = Array.from({ length: right - left + 1 }, (_none, index) => left + index);
    return this.sheet.grid
      .slice(top, bottom + 1)
      .map((row) => columns.map((col) => (row[col] ? this.sheet.shown(row[col]) : "")));
  }

  get isSingle() {
    return this.anchor.row === this.focus.row && this.anchor.col === this.focus.col;
  }

  /** The cursor in the first cell, without taking the focus of the page. */
  begin() {
    const [first] = this.sheet.cells.values();
    this.anchor = { row: first.row, col: first.col };
    this.focus = this.anchor;
    this.tabStop = first.input;
    first.input.setAttribute("tabindex", "0");
  }

  /** @param {number} row @param {number} col */
  go(row, col) {
    const to = this.#inside(row, col);
    if (!this.sheet.at(to.row, to.col)) return;
    this.anchor = to;
    this.focus = to;
    this.#show();
  }

  /** @param {number} row @param {number} col */
  extend(row, col) {
    this.focus = this.#inside(row, col);
    this.#show();
  }

  /** Select from a corner to another one; the cursor stands in the first. */
  span(from, to) {
    this.anchor = this.#inside(from.row, from.col);
    this.focus = this.#inside(to.row, to.col);
    this.#show();
  }

  spanRow() {
    this.span({ row: this.anchor.row, col: 0 }, { row: this.anchor.row, col: this.last.col });
  }

  spanColumn() {
    this.span({ row: 0, col: this.anchor.col }, { row: this.last.row, col: this.anchor.col });
  }

  /** Where a step leads, over cells that are only shown. */
  beside(from, rows, cols) {
    let to = this.#inside(from.row + rows, from.col + cols);
    while (!this.sheet.at(to.row, to.col) && (rows || cols)) {
      const next = this.#inside(to.row + Math.sign(rows), to.col + Math.sign(cols));
      if (next.row === to.row && next.col === to.col) return from;
      to = next;
    }
    return to;
  }

  /** Where Ctrl and an arrow lead: to the end of a run of filled cells, or to the next filled one. */
  edge(from, rows, cols) {
    const filled = ({ row, col }) => Boolean(this.sheet.at(row, col) && this.sheet.shown(this.sheet.at(row, col)));
    let here = from;
    let next = this.beside(here, rows, cols);
    const isRun = filled(here) && filled(next);
    while (next !== here && (next.row !== here.row || next.col !== here.col)) {
      if (isRun && !filled(next)) return here;
      here = next;
      if (!isRun && filled(here)) return here;
      next = this.beside(here, rows, cols);
    }
    return here;
  }

  get last() {
    return { row: this.sheet.grid.length - 1, col: this.sheet.columnIds.length - 1 };
  }

  #inside(row, col) {
    const { last } = this;
    return { row: Math.max(0, Math.min(row, last.row)), col: Math.max(0, Math.min(col, last.col)) };
  }

  #show() {
    for (const td of this.marked) td.classList.remove("is-selected", "is-active");
    this.marked = this.isSingle ? [] : this.cells.map((cell) => cell.td);
    for (const td of this.marked) td.classList.add("is-selected");
    this.#moveCursor();
    this.onChange();
  }

  /** One cell of the table is in the order of Tab: the one with the cursor. */
  #moveCursor() {
    const { cell } = this;
    cell.td.classList.add("is-active");
    this.marked.push(cell.td);
    this.tabStop?.setAttribute("tabindex", "-1");
    this.tabStop = cell.input;
    cell.input.setAttribute("tabindex", "0");
    if (document.activeElement !== cell.input) cell.input.focus({ preventScroll: true });
    const seen = this.sheet.at(this.focus.row, this.focus.col) ?? cell;
    seen.td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
