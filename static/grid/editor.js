// Typing into cells, as spreadsheets have it: typing replaces, F2 changes what is there, Escape takes back, Enter and
// Tab go on. While a cell is typed into, sums follow each keystroke; the change counts when the cell is left.

/** @typedef {import("./sheet.js").Cell} Cell */

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const PAGE = 10;

export class Editor {
  /**
   * @param {import("./sheet.js").Sheet} sheet
   * @param {import("./selection.js").Selection} selection
   * @param {object} options
   * @param {(changes: import("./sheet.js").Change[]) => void} options.changed
   * @param {() => void} options.began typing begins
   * @param {Record<string, () => unknown>} options.commands
   *   `changed` takes what an act changed, as one step; `commands` are what keys with Ctrl or a function key call; one
   *   that returns false leaves the key to the browser
   */
  constructor(sheet, selection, { changed, began, commands }) {
    this.sheet = sheet;
    this.selection = selection;
    this.changed = changed;
    this.began = began;
    this.commands = commands;
    /** @type {{ cell: Cell, isDeep: boolean, changes: import("./sheet.js").Change[] } | null} */
    this.session = null;
    this.tabColumn = null;
  }

  get isTyping() {
    return this.session !== null;
  }

  /** Put texts into cells as one step. @param {{ cell: Cell, text: string }[]} wanted */
  apply(wanted) {
    this.leave();
    if (!this.sheet.canEdit) return;
    this.changed(this.sheet.set(wanted));
    this.#selectText();
  }

  /** Begin to change what stands in the cell. @param {Cell} cell */
  enter(cell) {
    if (!this.sheet.canEdit) return;
    this.#begin(cell, true);
    const end = cell.input.value.length;
    cell.input.setSelectionRange(end, end);
  }

  /** What an input event says: the text of the cell is another. @param {Cell} cell */
  typed(cell) {
    const text = cell.input.value;
    if (this.session?.cell !== cell) this.#begin(cell, false);
    this.session.changes = this.sheet.retype(cell, text, this.session.changes);
  }

  /** The cell is left: what was typed counts. */
  leave() {
    const { session } = this;
    if (!session) return;
    this.#end();
    this.changed(session.changes);
  }

  /** What was typed does not count. */
  cancel() {
    const { session } = this;
    if (!session) return;
    this.sheet.set(takenBack(session.changes), { follow: false });
    this.#end();
    this.changed([]); // what waited in this row may be saved now
    this.#selectText();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key had a meaning here */
  key(event) {
    if (event.isComposing || event.altKey) return false;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && event.key === "Enter") return this.#fillSelection();
    if (event.key === "Enter") return this.#enterKey(event.shiftKey);
    if (event.key === "Tab") return this.#tabKey(event.shiftKey);
    if (event.key === "Escape") return this.#escapeKey();
    if (event.key in ARROWS) return this.#arrowKey(event, ctrl);
    if (this.session?.isDeep) return this.#takeBackKey(event, ctrl);
    if (this.isTyping) return this.#takeBackKey(event, ctrl) || this.#jumpKey(event, ctrl);
    return this.#commandKey(event, ctrl) || this.#jumpKey(event, ctrl) || this.#plainKey(event);
  }

  #begin(cell, isDeep) {
    this.leave();
    this.session = { cell, isDeep, changes: [] };
    cell.input.dataset.editing = "1";
    this.began();
  }

  #end() {
    delete this.session.cell.input.dataset.editing;
    this.session = null;
  }

  #selectText() {
    this.selection.cell?.input.select();
  }

  // Keys

  #enterKey(isUp) {
    this.leave();
    const { anchor } = this.selection;
    const from = { row: anchor.row, col: isUp ? anchor.col : (this.tabColumn ?? anchor.col) };
    this.tabColumn = null;
    this.#goTo(this.selection.beside(from, isUp ? -1 : 1, 0));
    return true;
  }

  /** To the next cell, at the end of a row to the next row; from the last cell out of the table. */
  #tabKey(isBack) {
    this.leave();
    const { anchor, last } = this.selection;
    this.tabColumn ??= anchor.col;
    const step = isBack ? -1 : 1;
    const beside = this.selection.beside(anchor, 0, step);
    if (beside.col !== anchor.col) return this.#goTo(beside);
    const row = anchor.row + step;
    if (row < 0 || row > last.row) return false;
    const col = isBack ? last.col : 0;
    return this.#goTo(this.sheet.at(row, col) ? { row, col } : this.selection.beside({ row, col }, 0, step));
  }

  #escapeKey() {
    if (!this.isTyping) return false;
    this.cancel();
    return true;
  }

  /** Undo while typing takes back what is being typed. */
  #takeBackKey(event, ctrl) {
    return ctrl && "zy".includes(event.key.toLowerCase()) ? this.#escapeKey() : false;
  }

  #arrowKey(event, ctrl) {
    const [rows, cols] = ARROWS[event.key];
    if (this.session?.isDeep && (cols || event.shiftKey)) return false; // the caret moves in the text
    this.leave();
    this.tabColumn = null;
    const { selection } = this;
    const from = event.shiftKey ? selection.focus : selection.anchor;
    const to = ctrl ? selection.edge(from, rows, cols) : selection.beside(from, rows, cols);
    if (event.shiftKey) selection.extend(to.row, to.col);
    else this.#goTo(to);
    return true;
  }

  #commandKey(event, ctrl) {
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const name = `${ctrl ? "Ctrl+" : ""}${event.shiftKey ? "Shift+" : ""}${letter}`;
    const command = this.commands[name];
    return command !== undefined && command() !== false;
  }

  #jumpKey(event, ctrl) {
    const { anchor, focus, last } = this.selection;
    const from = event.shiftKey ? focus : anchor;
    const targets = {
      Home: ctrl ? { row: 0, col: 0 } : { row: from.row, col: 0 },
      End: ctrl ? last : { row: from.row, col: last.col },
      PageUp: { row: from.row - PAGE, col: from.col },
      PageDown: { row: from.row + PAGE, col: from.col },
    };
    const to = targets[event.key];
    if (!to) return false;
    this.leave();
    if (event.shiftKey) this.selection.extend(to.row, to.col);
    else this.selection.go(to.row, to.col);
    this.#selectText();
    return true;
  }

  #plainKey(event) {
    const { selection, sheet } = this;
    if (event.key === "F2" && !event.shiftKey) this.enter(selection.cell);
    else if (event.key === "Delete") this.apply(selection.cells.map((cell) => ({ cell, text: "" })));
    else if (event.key === "Backspace" && sheet.canEdit) this.#emptyAndType(selection.cell);
    else if (event.key === " " && event.shiftKey) selection.spanRow();
    else if (event.key === " " && event.ctrlKey) selection.spanColumn();
    else return false;
    return true;
  }

  #emptyAndType(cell) {
    cell.input.value = "";
    this.typed(cell);
  }

  /** Ctrl+Enter: what is being typed goes into every selected cell. */
  #fillSelection() {
    if (!this.isTyping) {
      this.commands["Ctrl+Enter"]?.();
      return true;
    }
    const { cell } = this.session;
    const { text } = cell;
    const cells = this.selection.cells.filter((each) => each !== cell);
    this.session.changes.push(...this.sheet.set(cells.map((each) => ({ cell: each, text }))));
    this.leave();
    this.#selectText();
    return true;
  }

  #goTo({ row, col }) {
    this.selection.go(row, col);
    this.#selectText();
    return true;
  }
}

/** @param {import("./sheet.js").Change[]} changes */
function takenBack(changes) {
  return changes.map(({ cell, before }) => ({ cell, text: before }));
}
