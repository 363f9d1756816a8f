// Selecting by mouse and finger: a press selects, a drag spans, Shift extends, a double click changes the text.

/**
 * @param {HTMLElement} table
 * @param {(input: EventTarget | null) => import("./sheet.js").Cell | undefined} cellAt the typed cell under a target
 * @param {import("./selection.js").Selection} selection
 * @param {import("./editor.js").Editor} editor
 */
export function followMouse(table, cellAt, selection, editor) {
  /** Where the button was pressed. @type {{ x: number, y: number } | null} */
  let pressed = null;

  table.addEventListener("mousedown", (event) => {
    const cell = cellAt(event.target);
    if (!cell || event.button !== 0 || event.target.closest("button")) return;
    if (editor.session?.cell === cell) return; // the caret moves in the text that is being typed
    // Words are changed where one presses; a first press selects them as it does a figure.
    if (selection.sheet.isNote(cell) && selection.cell === cell && document.activeElement === cell.input) {
      editor.enter(cell);
      return;
    }
    event.preventDefault();
    editor.leave();
    editor.tabColumn = null;
    if (event.shiftKey) selection.extend(cell.row, cell.col);
    else selection.go(cell.row, cell.col);
    selection.cell.input.select();
    pressed = { x: event.clientX, y: event.clientY };
  });

  table.addEventListener("mouseover", (event) => {
    // The table may move under a mouse that rests; that is no drag.
    const isDrag = pressed && (event.clientX !== pressed.x || event.clientY !== pressed.y);
    const cell = isDrag && cellAt(event.target);
    if (cell) selection.extend(cell.row, cell.col);
  });

  document.addEventListener("mouseup", () => {
    pressed = null;
  });

  table.addEventListener("dblclick", (event) => {
    const cell = cellAt(event.target);
    if (cell && editor.session?.cell !== cell) editor.enter(cell);
  });
}
