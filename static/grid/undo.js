// Steps that can be taken back: each is all that one act changed, sums that followed included.

/** @typedef {import("./sheet.js").Change} Change */

const MOST_STEPS = 200;

export class UndoStack {
  /** @param {() => void} onChange called when what can be undone or redone is different */
  constructor(onChange) {
    this.onChange = onChange;
    this.done = [];
    this.undone = [];
  }

  /** @param {Change[]} changes */
  push(changes) {
    const real = merged(changes).filter(({ before, after }) => before !== after);
    if (!real.length) return;
    this.done.push(real);
    if (this.done.length > MOST_STEPS) this.done.shift();
    this.undone = [];
    this.onChange();
  }

  /**
   * @typedef {{ cell: import("./sheet.js").Cell, text: string, instead: string, follows: boolean }} Wish a text to put
   *   back `instead` of the one that the step left
   * @returns {Wish[] | null}
   */
  undo() {
    return this.#move(this.done, this.undone, "before", "after");
  }

  /** @returns {Wish[] | null} */
  redo() {
    return this.#move(this.undone, this.done, "after", "before");
  }

  get canUndo() {
    return this.done.length > 0;
  }

  get canRedo() {
    return this.undone.length > 0;
  }

  #move(from, to, side, other) {
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    this.onChange();
    return step.map((change) => ({
      cell: change.cell,
      text: change[side],
      instead: change[other],
      follows: change.follows,
    }));
  }
}

/** One change for each cell: where it began, where it ended. @param {Change[]} changes */
function merged(changes) {
  const byCell = new Map();
  for (const change of changes) {
    const first = byCell.get(change.cell);
    byCell.set(change.cell, first ? { ...first, after: change.after } : change);
  }
  return [...byCell.values()];
}
