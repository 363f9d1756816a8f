// The cells of the grid and what they add up to. The same rules as reports/figures.py and reports/rollups.py, over the
// texts as they stand on the screen; nothing here knows the server, the keyboard or the clipboard.

import { add, gapBetween, readFigure, readNote, readResult, same, unpack, writeFigure } from "./figure.js";

/**
 * @typedef {import("./figure.js").Amount} Amount
 * @typedef {object} Cell a typed cell: `row`, `col` in the grid; `place` and `node` where its figure stands
 * @property {string} key
 * @property {number} row
 * @property {number} col
 * @property {number} place
 * @property {number} node
 * @property {HTMLInputElement} input
 * @property {HTMLTableCellElement} td
 * @property {string} text as it stands, "" for blank
 * @property {Amount | null} amount of a text that cannot be read: the one before it
 * @property {boolean} readable
 * @typedef {{ cell: Cell, before: string, after: string, follows: boolean }} Change `follows`: a sum, not typed
 */

const WHOLE = 0;
// What is typed into the cells of a node: by default targets.
const READERS = { result: readResult, note: readNote };
const CHANGING = new Set(["decrease", "increase"]);

export class Sheet {
  /**
   * @param {HTMLFormElement} form
   * @param {any} model what reports/grid.py or reports/report_form.py computes with
   * @param {(sheet: Sheet) => void} [drawn] called whenever figures are shown anew
   */
  constructor(form, model, drawn = () => {}) {
    this.model = model;
    this.drawn = drawn;
    this.nodes = model.nodes;
    this.isList = model.axis === "list";
    this.canEdit = !form.hasAttribute("data-read-only");
    /** @type {Cell[][]} rows of cells; a place may be empty where a cell is only shown */
    this.grid = [];
    /** @type {Map<string, Cell>} */
    this.cells = new Map();
    this.rowIds = [];
    this.columnIds = [];
    /** Filled cells by node. @type {number[]} */
    this.counts = [];
    /** @type {Cell | null} */
    this.typedInto = null;
    this.#collect(form);
    this.#prepare(form);
    this.#computeAll();
  }

  /** @param {number} row @param {number} col @returns {Cell | undefined} */
  at(row, col) {
    return this.grid[row]?.[col];
  }

  /** What a copied cell holds: the typed text, else what its parts add up to. @param {Cell} cell */
  shown(cell) {
    return cell.text || (this.isNote(cell) ? "" : cell.input.placeholder);
  }

  /**
   * Whether a cell still holds what that text says, perhaps written otherwise.
   * @param {Cell} cell
   * @param {string} text
   */
  holds(cell, text) {
    const amount = this.read(cell, text);
    return cell.text === text || (amount !== undefined && cell.readable && same(amount, cell.amount));
  }

  /** @param {Cell} cell @param {string} text */
  read(cell, text) {
    const node = this.nodes[cell.node];
    return (READERS[node.kind] ?? readFigure)(text, node);
  }

  /** @param {Cell} cell @param {Amount | null} amount */
  write(cell, amount) {
    return amount?.note ?? writeFigure(amount, this.nodes[cell.node]);
  }

  /** Whether a cell holds words. @param {Cell} cell */
  isNote(cell) {
    return this.nodes[cell.node].kind === "note";
  }

  /**
   * Put texts into cells. A stated sum that agreed with its parts goes on agreeing with them (`follow`).
   * @param {{ cell: Cell, text: string }[]} wanted
   * @param {{ follow?: boolean }} [options]
   * @returns {Change[]} what is different now, sums that followed included
   */
  set(wanted, { follow = true } = {}) {
    const changes = this.#change(wanted, follow);
    this.#show(new Set(changes.map(({ cell }) => cell.place)));
    return changes;
  }

  /**
   * As `set`, of one cell, in the place of what typing in it changed so far: a sum that agreed when typing began goes
   * on agreeing.
   * @param {Cell} cell
   * @param {string} text
   * @param {Change[]} before
   * @returns {Change[]}
   */
  retype(cell, text, before) {
    this.typedInto = cell;
    const back = before.map((change) => ({ cell: change.cell, text: change.before }));
    const places = this.#change(back, false).map((change) => change.cell.place);
    const changes = this.#change([{ cell, text }], true);
    this.typedInto = null;
    this.#show(new Set([...places, cell.place]));
    return changes;
  }

  #change(wanted, follow) {
    const changes = [];
    const named = new Set(wanted.map(({ cell }) => cell));
    const sums = follow ? this.#agreeingSums(wanted, named) : [];
    for (const { cell, text } of wanted) this.#put(cell, text, changes);
    this.#compute(new Set(changes.map(({ cell }) => cell.place)));
    for (const cell of sums) {
      const parts = this.parts[cell.place][cell.node];
      if (!same(parts, cell.amount)) this.#put(cell, this.write(cell, parts), changes, true);
    }
    if (sums.length) this.#compute(new Set(sums.map(({ place }) => place)));
    return changes;
  }

  /** Whether the figure of a cell is the sum of others that the plan uses. @param {Cell} cell */
  isSum(cell) {
    return this.#usedChildren(this.nodes[cell.node]).length > 1;
  }

  /** Whether the figure that a cell states is not what its parts add up to. @param {Cell} cell */
  isDifferent(cell) {
    const parts = this.parts[cell.place]?.[cell.node];
    if (!cell.amount || !parts) return false;
    return cell.amount.value !== parts.value || cell.amount.upper !== parts.upper;
  }

  /** What the parts of a cell add up to, "" where it has none. @param {Cell} cell */
  partsText(cell) {
    const parts = this.parts[cell.place]?.[cell.node];
    return parts ? this.write(cell, parts) : "";
  }

  /** Sum of exact figures among some cells, as text; null where two of them are counted in other units. */
  sumOf(cells) {
    const filled = cells.filter((cell) => this.shown(cell) !== "" && !this.isNote(cell));
    const units = new Set(filled.map((cell) => `${this.nodes[cell.node].decimals}${this.nodes[cell.node].suffix}`));
    if (units.size !== 1) return null;
    const total = add(filled.map((cell) => cell.amount ?? this.values[cell.place][cell.node]));
    return total && this.write(filled[0], total);
  }

  #collect(form) {
    for (const tr of form.querySelectorAll("tbody tr, tfoot tr.is-whole")) {
      const inputs = [...tr.querySelectorAll("td > input")];
      if (inputs.length) this.#addRow(inputs);
    }
  }

  #addRow(inputs) {
    const row = this.grid.push([]) - 1;
    for (const input of inputs) {
      const [rowId, columnId] = input.name.split(".").map(Number);
      this.rowIds[row] = rowId;
      this.grid[row][this.#columnOf(columnId)] = this.#cell(input, row, rowId, columnId);
    }
  }

  #columnOf(columnId) {
    const known = this.columnIds.indexOf(columnId);
    return known < 0 ? this.columnIds.push(columnId) - 1 : known;
  }

  #cell(input, row, rowId, columnId) {
    const [place, node] = this.isList
      ? [WHOLE, this.model.cells[input.name] ?? this.model.cells[rowId]]
      : [rowId, this.model.cells[columnId]];
    const col = this.#columnOf(columnId);
    const cell = { key: input.name, row, col, place, node, input, td: input.parentElement, text: input.value };
    this.cells.set(cell.key, cell);
    this.#readInto(cell);
    return cell;
  }

  #prepare(form) {
    this.hidden = mapValues(this.model.hidden, (byNode) => mapValues(byNode, unpack));
    this.usedElsewhere = new Set(this.model.used);
    this.reach = this.nodes.map((node, index) => this.#reachOf(index));
    this.families = this.#families();
    this.values = {};
    this.parts = {};
    this.own = {};
    this.cellOf = {};
    for (const cell of this.cells.values()) (this.cellOf[cell.place] ??= [])[cell.node] = cell;
    this.totals = byData(form, "total");
    this.gaps = byData(form, "gap");
  }

  /** Indicators of a node and of all that sums into it. */
  #reachOf(index) {
    const node = this.nodes[index];
    return new Set([node.indicator, ...node.children.flatMap((child) => [...this.#reachOf(child)])]);
  }

  /** For each node the nodes above and below it in the tree of sums. */
  #families() {
    return this.nodes.map((_node, index) =>
      this.nodes.map((_other, other) => this.reach[index].has(this.nodes[other].indicator) ||
        this.reach[other].has(this.nodes[index].indicator)),
    );
  }

  #readInto(cell) {
    const read = this.read(cell, cell.text);
    // What cannot be read is not stored either: the figure that stood there before goes on counting.
    const amount = read === undefined ? cell.amount : read;
    this.counts[cell.node] = (this.counts[cell.node] ?? 0) + Number(Boolean(amount)) - Number(Boolean(cell.amount));
    cell.readable = read !== undefined;
    cell.amount = amount ?? null;
  }

  #put(cell, text, changes, follows = false) {
    if (text === cell.text) return;
    const known = changes.find((change) => change.cell === cell);
    if (known) known.after = text;
    else changes.push({ cell, before: cell.text, after: text, follows });
    cell.text = text;
    // In a field that is being typed into, setting the text would move the caret.
    if (cell !== this.typedInto && cell.input.value !== text) cell.input.value = text;
    this.#readInto(cell);
  }

  /** Sums in the rows of the wanted changes that state just what their parts add up to, parts before wholes. */
  #agreeingSums(wanted, named) {
    const places = new Set(wanted.map(({ cell }) => cell.place));
    return [...places].flatMap((place) =>
      (this.cellOf[place] ?? []).filter(
        (cell) => cell && !named.has(cell) && cell.amount && same(this.parts[place][cell.node], cell.amount),
      ),
    );
  }

  // What the cells add up to

  #computeAll() {
    this.used = this.#usedIndicators();
    this.model.places.forEach((place) => this.#computePlace(place));
    this.#show(this.model.places);
  }

  /** The places anew; all of them where an indicator is used for the first time or no more. */
  #compute(places) {
    const used = this.#usedIndicators();
    const isOther = used.size !== this.used.size || [...used].some((indicator) => !this.used.has(indicator));
    this.used = used;
    this.areAllStale ||= isOther;
    for (const place of isOther ? this.model.places : places) this.#computePlace(place);
  }

  #usedIndicators() {
    const used = new Set(this.usedElsewhere);
    this.counts.forEach((count, node) => count && used.add(this.nodes[node].indicator));
    return used;
  }

  #show(places) {
    for (const place of this.areAllStale ? this.model.places : places) this.#showPlace(place);
    this.areAllStale = false;
    this.#showTotals();
    this.drawn(this);
  }

  #computePlace(place) {
    const own = (this.own[place] = []);
    const values = (this.values[place] = []);
    const parts = (this.parts[place] = []);
    this.nodes.forEach((node, index) => {
      own[index] = this.cellOf[place]?.[index]?.amount ?? this.hidden[place]?.[index] ?? null;
      parts[index] = this.#sumOfChildren(node, own[index], values);
      values[index] = parts[index] ?? own[index] ?? this.#sumOfFacilities(node, own, values);
    });
  }

  /** Rule parent-is-sum: of children that the plan uses at all; one child of a stated figure is no such sum. */
  #sumOfChildren(node, own, values) {
    const used = this.#usedChildren(node);
    if (!used.length || (used.length === 1 && own)) return null;
    return add(used.map((child) => values[child]));
  }

  #usedChildren(node) {
    return node.children.filter((child) => [...this.reach[child]].some((each) => this.used.has(each)));
  }

  #sumOfFacilities(node, own, values) {
    const stated = node.facilities.filter((each) => own[each]);
    return stated.length ? add(stated.map((each) => values[each])) : null;
  }

  #showPlace(place) {
    for (const cell of this.cellOf[place] ?? []) {
      if (!cell || this.isNote(cell)) continue;
      const value = this.values[place][cell.node];
      const hint = cell.text === "" && value ? this.write(cell, value) : "";
      if (cell.input.placeholder !== hint) cell.input.placeholder = hint;
      const differs = this.isDifferent(cell);
      if (cell.td.classList.contains("differs") !== differs) cell.td.classList.toggle("differs", differs);
    }
  }

  // Under the table

  #showTotals() {
    if (!this.model.sumsUp) return;
    const places = this.model.places.filter((place) => place !== WHOLE);
    for (const [columnId, node] of Object.entries(this.model.cells)) this.#showTotal(columnId, node, places);
  }

  #showTotal(columnId, node, places) {
    const column = this.model.columns[columnId];
    const declared = this.own[WHOLE][node] ?? this.values[WHOLE][node] ?? unpack(column.printed);
    const total = column.additive ? add(places.map((place) => this.values[place][node])) : null;
    const gap = column.additive ? this.#gap(column, node, declared, total) : null;
    const shown = total === null && gap === null ? declared : total;
    setText(this.totals[columnId], writeFigure(shown, this.nodes[node]));
    this.#showGap(this.gaps[columnId], gap, this.nodes[node]);
  }

  #gap(column, node, declared, total) {
    if (!declared || declared.value === null || CHANGING.has(declared.comparator)) return null;
    if (total) return gapBetween(declared, total);
    const isShared = column.shared || this.#isShared(node);
    return isShared ? gapBetween(declared, { value: 0n, upper: null, comparator: "eq" }) : null;
  }

  /** Whether any locality has a figure of this tree of indicators; else nothing of it is "unallocated". */
  #isShared(node) {
    const { facility } = this.nodes[node];
    for (const cell of this.cells.values()) {
      if (cell.place === WHOLE || !cell.amount || !this.families[node][cell.node]) continue;
      if (facility === null || this.nodes[cell.node].facility === facility) return true;
    }
    return false;
  }

  #showGap(td, gap, node) {
    const kind = gap?.kind ?? "";
    const size = gap && gap.value !== 0n ? writeFigure(absolute(gap.value), { ...node, suffix: "" }) : "";
    if (!td || td.dataset.shown === `${kind} ${size}`) return;
    td.dataset.shown = `${kind} ${size}`;
    td.replaceChildren(...(kind ? [sizePart(size), badge(kind)] : []));
  }
}

/** The badge that names a gap is a part of the page, one for each kind. */
function badge(kind) {
  const template = document.getElementById("grid-words").content.querySelector(`[data-gap-kind="${kind}"]`);
  return template.cloneNode(true);
}

function sizePart(text) {
  const part = document.createElement("span");
  part.className = "size";
  part.textContent = text;
  return part;
}

function absolute(value) {
  return { value: value < 0n ? -value : value, upper: null, comparator: "eq" };
}

function setText(node, text) {
  if (node && node.textContent !== text) node.textContent = text;
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function byData(form, name) {
  const nodes = form.querySelectorAll(`[data-${name}]`);
  return Object.fromEntries([...nodes].map((node) => [node.dataset[name], node]));
}
