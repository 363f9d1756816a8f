// Saved as you type: changed cells go to the server in batches, each with the figure that was seen before it. A batch
// is written whole or not at all; cells that were refused stay with their reason, the others are sent again.

import { pack } from "./figure.js";
import { ask, isJson, Offline, SignedOut } from "./server.js";
import { say } from "./words.js";

/**
 * @typedef {import("./sheet.js").Cell} Cell
 * @typedef {{ reason: string, conflict: boolean, seen: string, text: string, who: string, when: string }} Verdict
 * @typedef {"saved" | "waiting" | "sending" | "offline" | "signed-out" | "stopped"} State
 */

const PAUSE = 350; // milliseconds after a change, so that what is typed quickly goes out together
const RETRIES = [1, 2, 4, 8, 15, 30]; // seconds between tries without a connection
const MOST = 2000; // cells of a batch
const LASTING = new Set([400, 403, 404, 405, 410, 413]); // a page of ours that says no; others come from the way there

export class Saver {
  /**
   * @param {import("./sheet.js").Sheet} sheet
   * @param {object} options
   * @param {string} options.url
   * @param {number} options.by the account of this page
   * @param {(cell: Cell) => boolean} options.isUnsettled whether a cell still changes with what is being typed
   * @param {(saver: Saver) => void} options.show
   */
  constructor(sheet, { url, by, isUnsettled, show }) {
    this.sheet = sheet;
    this.url = url;
    this.by = by;
    this.isUnsettled = isUnsettled;
    this.show = () => show(this);
    /** @type {Map<Cell, string>} the packed figure that the server is known to hold */
    this.seen = new Map();
    /** @type {Map<Cell, Verdict & { typed: string, follows: boolean }>} */
    this.refused = new Map();
    this.dirty = new Set();
    /**
     * Packed figures that went out and of which no answer tells whether they arrived.
     * @type {Map<Cell, Set<string>>}
     */
    this.unsure = new Map();
    this.isSending = false;
    this.tries = 0;
    /** @type {State} */
    this.state = "saved";
    this.error = "";
    /** @type {Date | null} */
    this.savedAt = null;
    // The text that the page came with, not what the browser may have put back into the field.
    for (const cell of sheet.cells.values()) this.#learn(cell, cell.input.defaultValue);
  }

  /** Cells that are not stored as they stand. */
  get open() {
    return this.dirty.size + this.refused.size;
  }

  /**
   * Conflicts for the user to decide; sums that follow their parts are not theirs to decide.
   * @returns {[Cell, Verdict][]}
   */
  get conflicts() {
    return [...this.refused].filter(([, verdict]) => verdict.conflict && !verdict.follows);
  }

  /** Take note of changed cells, and send them soon. @param {Iterable<Cell>} cells */
  note(cells) {
    for (const cell of cells) this.#mark(cell);
    this.#settle();
    this.#soon(PAUSE);
  }

  /** Send now what waits, and come back when that is answered. */
  async flush() {
    while (this.isSending) await new Promise((resolve) => setTimeout(resolve, 50));
    clearTimeout(this.timer);
    await this.#send();
  }

  /** Send now what waits, also after a failure. */
  retry() {
    this.tries = 0;
    this.#soon(0);
  }

  /**
   * End a conflict: keep what was typed here, or take what stands there.
   * @param {Cell} cell
   * @param {boolean} keepMine
   * @returns {import("./sheet.js").Change[]}
   */
  decide(cell, keepMine) {
    const verdict = this.refused.get(cell);
    if (!verdict?.conflict) return [];
    this.refused.delete(cell);
    this.seen.set(cell, verdict.seen);
    const changes = keepMine
      ? [{ cell, before: verdict.text, after: cell.text, follows: false }] // undo then gives theirs
      : this.sheet.set([{ cell, text: verdict.text }], { follow: false });
    const sums = this.#decideSums();
    this.note([cell, ...sums.map((change) => change.cell)]);
    return [...changes, ...sums];
  }

  /**
   * Sums in rows without an open conflict are made anew from their parts, the other person's among them.
   * @returns {import("./sheet.js").Change[]}
   */
  #decideSums() {
    const open = new Set(this.conflicts.map(([cell]) => cell.place));
    const sums = [...this.refused].filter(([cell, verdict]) => verdict.follows && !open.has(cell.place));
    for (const [cell, verdict] of sums) {
      this.refused.delete(cell);
      this.seen.set(cell, verdict.seen);
      this.dirty.add(cell);
    }
    return this.sheet.set(sums.map(([cell]) => ({ cell, text: this.sheet.partsText(cell) })), { follow: false });
  }

  /** What other people wrote into the row of a conflict, in cells that are not being changed here. */
  #refresh(now) {
    const fresh = [];
    for (const [key, [seen, text]] of Object.entries(now)) {
      const cell = this.sheet.cells.get(key);
      if (!cell || this.dirty.has(cell) || this.refused.has(cell)) continue;
      this.seen.set(cell, seen);
      if (!cell.input.dataset.editing) fresh.push({ cell, text });
    }
    this.sheet.set(fresh, { follow: false });
  }

  #learn(cell, text) {
    const amount = this.sheet.read(cell, text);
    this.seen.set(cell, amount === undefined ? "" : pack(amount));
  }

  #mark(cell) {
    const verdict = this.refused.get(cell);
    // A refused text that is typed anew is still refused; a conflict waits for the user's choice.
    if (verdict && (verdict.conflict || verdict.typed === cell.text)) return;
    this.refused.delete(cell);
    const isStored = cell.readable && pack(cell.amount) === this.seen.get(cell) && !this.unsure.has(cell);
    if (isStored) this.dirty.delete(cell);
    else this.dirty.add(cell);
  }

  #soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#send(), pause);
  }

  async #send() {
    const batch = this.isSending ? [] : this.#batch();
    if (!batch.length) return;
    this.isSending = true;
    this.#settle("sending");
    try {
      await this.#take(batch, await ask(this.url, this.#body(batch)));
      this.tries = 0;
    } catch (error) {
      this.#failed(error);
      return;
    } finally {
      this.isSending = false;
    }
    this.#settle();
    this.#soon(0);
  }

  /**
   * What can be read goes together; what cannot goes alone, to be told why, and holds nothing up. Half a number does
   * not go at all.
   */
  #batch() {
    const cells = [...this.dirty].filter((cell) => !this.isUnsettled(cell));
    const readable = cells.filter((cell) => cell.readable);
    const chosen = readable.length ? readable : cells;
    return chosen.slice(0, MOST).map((cell) => this.#edit(cell));
  }

  #edit(cell) {
    const earlier = this.unsure.get(cell) ?? new Set();
    if (cell.readable) this.unsure.set(cell, new Set([...earlier, pack(cell.amount)]));
    return { cell, text: cell.text, seen: this.seen.get(cell), earlier, isCarried: cell.carried === cell.text };
  }

  #body(batch) {
    const mark = ({ isCarried }) => (isCarried ? [true] : []); // taken over from an earlier period
    return { by: this.by, cells: batch.map((edit) => [edit.cell.key, edit.seen, edit.text, ...mark(edit)]) };
  }

  async #take(batch, response) {
    if (!isJson(response)) throw LASTING.has(response.status) ? gone(response) : new Offline("not our server's answer");
    const answer = await response.json();
    for (const { cell } of batch) this.unsure.delete(cell);
    if (answer.error) throw new Stopped(answer.error);
    for (const edit of batch) {
      const { key } = edit.cell;
      if (answer.saved?.[key]) this.#saved(edit, answer.saved[key]);
      else if (answer.refused?.[key]) this.#refused(edit, answer.refused[key]);
    }
    this.#refresh(answer.now ?? {});
    for (const { cell } of this.#decideSums()) this.#mark(cell);
  }

  #saved({ cell, text: sent }, [seen, text]) {
    this.seen.set(cell, seen);
    this.savedAt = new Date();
    if (cell.text !== sent) return this.#mark(cell); // typed on meanwhile: it waits for the next batch
    this.dirty.delete(cell);
    if (!cell.input.dataset.editing) this.sheet.set([{ cell, text }]);
    flash(cell.td);
  }

  #refused({ cell, text: sent, earlier }, verdict) {
    // What stands there is our own: an earlier batch arrived, and its answer was lost.
    if (verdict.conflict && earlier.has(verdict.seen)) {
      this.seen.set(cell, verdict.seen);
      return this.#mark(cell);
    }
    if (cell.text !== sent && !verdict.conflict) return this.#mark(cell);
    this.dirty.delete(cell);
    const follows = verdict.conflict && this.sheet.isSum(cell) && !this.sheet.isDifferent(cell);
    this.refused.set(cell, { ...verdict, typed: sent, follows });
  }

  #failed(error) {
    if (error instanceof SignedOut) return this.#settle("signed-out");
    if (error instanceof Stopped) {
      this.error = error.message;
      return this.#settle("stopped");
    }
    if (!(error instanceof Offline)) throw error;
    const wait = RETRIES[Math.min(this.tries, RETRIES.length - 1)];
    this.tries += 1;
    this.#settle("offline");
    this.#soon(wait * 1000);
  }

  /** @param {State} [state] by default what the cells say */
  #settle(state) {
    const lasting = ["signed-out", "offline", "stopped"].includes(this.state) && this.dirty.size;
    this.state = state ?? (lasting ? this.state : this.dirty.size ? "waiting" : "saved");
    this.show();
  }
}

function gone({ status }) {
  return new Stopped(say("gone", { status }));
}

/** The server takes nothing from this page as it is: another person signed in, the plan is gone. */
class Stopped extends Error {}

function flash(td) {
  td.classList.add("is-saved");
  setTimeout(() => td.classList.remove("is-saved"), 1500);
}
