// Pasting a block: what does not fit and what can be read in two ways is asked before anything changes.

import { doubtful, readBlock, repeats, sizeOf, withDecimalPoint } from "./clipboard.js";
import { readFigure } from "./figure.js";
import { buttons, element, showDialog } from "./dialogs.js";
import { say } from "./words.js";

const MOST_CELLS = 20_000;
const MOST_EXAMPLES = 30;
const SHOWN = { rows: 8, cols: 8 };

/**
 * @typedef {{ rows: number, cols: number }} Size
 * @param {string} text from the clipboard
 * @param {import("./sheet.js").Sheet} sheet
 * @param {import("./selection.js").Selection} selection
 * @param {(wanted: { cell: import("./sheet.js").Cell, text: string }[], size: Size) => void} put
 */
export function paste(text, sheet, selection, put) {
  const block = readBlock(text);
  const { box } = selection;
  const room = { rows: sheet.grid.length - box.top, cols: sheet.columnIds.length - box.left };
  askAboutSize(block, room, (fitting) => askAboutMarks(fitting, (read) => put(...spread(read, box, sheet))));
}

/** The cells of a block laid from the corner of the selection, repeated where the selection asks for it. */
function spread(block, box, sheet) {
  const size = sizeOf(block);
  const whole = repeats(size, box);
  const wanted = [];
  for (let row = 0; row < whole.rows; row += 1) {
    for (let col = 0; col < whole.cols; col += 1) {
      const cell = sheet.at(box.top + row, box.left + col);
      const text = block[row % size.rows][col % size.cols];
      if (cell && text !== undefined) wanted.push({ cell, text });
    }
  }
  return [wanted, whole];
}

function askAboutSize(block, room, go) {
  const size = sizeOf(block);
  if (size.rows * size.cols > MOST_CELLS) return tell(say("paste-huge", { most: MOST_CELLS }));
  if (size.rows <= room.rows && size.cols <= room.cols) return go(block);
  const body = document.createDocumentFragment();
  body.append(
    element("p", {}, say("paste-size", { rows: size.rows, cols: size.cols, roomRows: room.rows, roomCols: room.cols })),
    element("p", { class: "muted" }, say("paste-size-hint")),
    previewOf(block),
  );
  const cut = block.slice(0, room.rows).map((row) => row.slice(0, room.cols));
  choose(say("paste-size-title"), body, [{ label: say("paste-cut", sizeOf(cut)), act: () => go(cut) }]);
}

function askAboutMarks(block, go) {
  const texts = doubtful(block);
  if (!texts.length) return go(block);
  const pointed = withDecimalPoint(block);
  const body = document.createDocumentFragment();
  const question = say("marks-question", { examples: texts.slice(0, 5).join("; ") });
  body.append(element("p", {}, question), markTable(changing(block)));
  choose(say("marks-title"), body, [
    { label: say("marks-point"), primary: true, act: () => go(pointed) },
    { label: say("marks-comma"), act: () => go(block) },
  ]);
}

/** Every text that the choice of the mark concerns. */
function changing(block) {
  const texts = [...new Set(block.flat())];
  const pointed = withDecimalPoint([texts])[0];
  return texts.filter((text, index) => text !== pointed[index]);
}

function markTable(texts) {
  const table = element("table", { class: "table" });
  const head = table.createTHead().insertRow();
  for (const name of ["marks-typed", "marks-as-point", "marks-as-comma"]) {
    head.append(element("th", { scope: "col" }, say(name)));
  }
  const body = table.createTBody();
  for (const text of texts.slice(0, MOST_EXAMPLES)) {
    const row = body.insertRow();
    row.append(element("th", { scope: "row" }, text));
    for (const reading of [withDecimalPoint([[text]])[0][0], text]) {
      row.append(element("td", { class: "num" }, isFigure(reading) ? reading : say("marks-unreadable")));
    }
  }
  if (texts.length > MOST_EXAMPLES) body.insertRow().append(element("td", { colspan: "3" }, "…"));
  return table;
}

/** Whether a text is a figure of any indicator, whatever its unit. */
function isFigure(text) {
  return Boolean(readFigure(text.replaceAll("%", ""), { decimals: 2, suffix: "" }));
}

function previewOf(block) {
  const label = { role: "region", "aria-label": say("paste-preview") };
  const wrap = element("div", { class: "table-wrap", tabindex: "0", ...label });
  const body = element("table", { class: "table" });
  for (const texts of block.slice(0, SHOWN.rows)) {
    const row = body.insertRow();
    for (const text of texts.slice(0, SHOWN.cols)) row.append(element("td", { class: "num" }, text));
    if (texts.length > SHOWN.cols) row.append(element("td", {}, "…"));
  }
  if (block.length > SHOWN.rows) body.insertRow().append(element("td", {}, "…"));
  wrap.append(body);
  return wrap;
}

function choose(title, body, choices) {
  const closing = choices.map((choice) => ({
    ...choice,
    act: () => {
      dialog.close();
      choice.act();
    },
  }));
  body.append(buttons([...closing, { label: say("cancel"), act: () => dialog.close() }]));
  const dialog = showDialog(title, body);
}

function tell(sentence) {
  const body = document.createDocumentFragment();
  body.append(element("p", {}, sentence));
  choose(say("paste-size-title"), body, []);
}
