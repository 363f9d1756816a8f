// Saved as you type: changed cells go to the server in batches, each with the figure that was seen before it. A batch is
// written whole or not at all; cells that were refused stay with their reason, the others are sent again.

import { pack } from "./figure.js";
import { ask, isJson, Offline, SignedOut } from "./server.js";

/**
 * @typedef {import("./sheet.js").Cell} Cell
 * @typedef {{ reason: string, conflict: boolean, seen: string, text: string, who: string, when: string }} Verdict
 * @typedef {"saved" | "waiting" | "sending" | "offline" | "signed-out" | "stopped"} State
 */

const PAUSE = 350; // milliseconds after a change, so that what is typed quickly goes out together
const RETRIES = [1, 2, 4, 8, 15, 30]; // seconds between tries without a connection
const MOST = 2000; // cells of a batch

export class Saver {
  /**
   * @param {import("./sheet.js").Sheet} sheet
   * @param {{ url: string, by: number, show: (saver: Saver) => void }} options
   */
  constructor(sheet, { url, by, show }) {
    this.sheet = sheet;
    this.url = url;
    this.by = by;
    this.show = () => show(this);
    /** @type {Map<Cell, string>} the packed figure that the server is known to hold */
    this.seen = new Map();
    /** @type {Map<Cell, Verdict & { typed: string }>} */
    this.refused = new Map();
    this.dirty = new Set();
    this.sending = new Set();
    this.tries = 0;
    /** @type {State} */
    this.state = "saved";
    this.error = "";
    // The text that the page came with, not what the browser may have put back into the field.
    for (const cell of sheet.cells.values()) this.#learn(cell, cell.input.defaultValue);
  }

  /** Cells that are not stored as they stand. */
  get open() {
    return this.dirty.size + this.refused.size;
  }

  /** @returns {[Cell, Verdict][]} */
  get conflicts() {
    return [...this.refused].filter(([, verdict]) => verdict.conflict);
  }

  /** Take note of changed cells, and send them soon. @param {Iterable<Cell>} cells */
  note(cells) {
    for (const cell of cells) this.#mark(cell);
    this.#settle();
    this.#soon(PAUSE);
  }

  /** Send now what waits, also after a failure. */
  retry() {
    this.tries = 0;
    if (this.state !== "stopped") this.#soon(0);
  }

  /** End a conflict: keep what was typed here, or take what stands there. @param {Cell} cell @param {boolean} keepMine */
  decide(cell, keepMine) {
    const verdict = this.refused.get(cell);
    if (!verdict?.conflict) return [];
    this.refused.delete(cell);
    this.seen.set(cell, verdict.seen);
    const changes = keepMine ? [] : this.sheet.set([{ cell, text: verdict.text }], { follow: false });
    this.note([cell]);
    return changes;
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
    const isStored = cell.readable && pack(cell.amount) === this.seen.get(cell);
    if (isStored) this.dirty.delete(cell);
    else this.dirty.add(cell);
  }

  #soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#send(), pause);
  }

  async #send() {
    if (this.sending.size || !this.dirty.size || this.state === "stopped") return;
    const batch = this.#batch();
    this.sending = new Set(batch.map(({ cell }) => cell));
    this.#settle("sending");
    try {
      await this.#take(batch, await ask(this.url, this.#body(batch)));
      this.tries = 0;
    } catch (error) {
      this.#failed(error);
      return;
    } finally {
      this.sending.clear();
    }
    this.#settle();
    if (this.dirty.size) this.#soon(0);
  }

  /** What can be read goes together; what cannot goes alone, to be told why, and holds nothing up. */
  #batch() {
    const cells = [...this.dirty];
    const readable = cells.filter((cell) => cell.readable);
    const chosen = readable.length ? readable : cells;
    return chosen.slice(0, MOST).map((cell) => ({ cell, text: cell.text, seen: this.seen.get(cell) }));
  }

  #body(batch) {
    return { by: this.by, cells: batch.map(({ cell, text, seen }) => [cell.key, seen, text]) };
  }

  async #take(batch, response) {
    if (!isJson(response)) throw new Offline("unexpected answer");
    const answer = await response.json();
    if (answer.error) throw new Stopped(answer.error);
    for (const { cell, text } of batch) {
      if (answer.saved?.[cell.key]) this.#saved(cell, text, answer.saved[cell.key]);
      else if (answer.refused?.[cell.key]) this.#refused(cell, text, answer.refused[cell.key]);
    }
  }

  #saved(cell, sent, [seen, text]) {
    this.seen.set(cell, seen);
    if (cell.text !== sent) return; // typed on meanwhile: it waits for the next batch
    this.dirty.delete(cell);
    if (document.activeElement !== cell.input || !cell.input.dataset.editing) this.sheet.set([{ cell, text }]);
    flash(cell.td);
  }

  #refused(cell, sent, verdict) {
    if (cell.text !== sent && !verdict.conflict) return;
    this.dirty.delete(cell);
    this.refused.set(cell, { ...verdict, typed: sent });
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

/** The server takes nothing more from this page: another person signed in, the batch was not understood. */
class Stopped extends Error {}

function flash(td) {
  td.classList.add("is-saved");
  setTimeout(() => td.classList.remove("is-saved"), 1500);
}
