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
    const real = changes.filter(({ before, after }) => before !== after);
    if (!real.length) return;
    this.done.push(real);
    if (this.done.length > MOST_STEPS) this.done.shift();
    this.undone = [];
    this.onChange();
  }

  /** @returns {{ cell: import("./sheet.js").Cell, text: string, follows: boolean }[] | null} the texts to put back */
  undo() {
    return this.#move(this.done, this.undone, "before");
  }

  redo() {
    return this.#move(this.undone, this.done, "after");
  }

  get canUndo() {
    return this.done.length > 0;
  }

  get canRedo() {
    return this.undone.length > 0;
  }

  #move(from, to, side) {
    const step = from.pop();
    if (!step) return null;
    to.push(step);
    this.onChange();
    return step.map((change) => ({ cell: change.cell, text: change[side], follows: change.follows }));
  }
}
