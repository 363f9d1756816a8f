// Selecting by mouse and finger: a press selects, a drag spans, Shift extends, a double click changes the text.

/**
 * @param {HTMLElement} table
 * @param {(input: EventTarget | null) => import("./sheet.js").Cell | undefined} cellAt the typed cell under a target
 * @param {import("./selection.js").Selection} selection
 * @param {import("./editor.js").Editor} editor
 */
export function followMouse(table, cellAt, selection, editor) {
  let isDragging = false;

  table.addEventListener("mousedown", (event) => {
    const cell = cellAt(event.target);
    if (!cell || event.button !== 0 || event.target.closest("button")) return;
    if (editor.session?.cell === cell) return; // the caret moves in the text that is being typed
    event.preventDefault();
    editor.leave();
    editor.tabColumn = null;
    if (event.shiftKey) selection.extend(cell.row, cell.col);
    else selection.go(cell.row, cell.col);
    selection.cell.input.select();
    isDragging = true;
  });

  table.addEventListener("mouseover", (event) => {
    const cell = isDragging && cellAt(event.target);
    if (cell) selection.extend(cell.row, cell.col);
  });

  document.addEventListener("mouseup", () => {
    isDragging = false;
  });

  table.addEventListener("dblclick", (event) => {
    const cell = cellAt(event.target);
    if (cell && editor.session?.cell !== cell) editor.enter(cell);
  });
}
