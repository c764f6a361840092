// A table of boxes is typed in as a spreadsheet is: Enter and the arrows go up and down a column.
// Without this script Enter saves, as in any form.
"use strict";
(function () {
  const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };

  function below(box, step) {
    const cell = box.closest("td");
    let row = cell.parentElement;
    do {
      row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
      const next = row && row.cells[cell.cellIndex] && row.cells[cell.cellIndex].querySelector("input");
      if (next) return next;
    } while (row);
    return null;
  }

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    const step = STEPS[event.key];
    if (!step || event.isComposing || !box.matches("[data-cells] td input")) return;
    const next = below(box, event.shiftKey && event.key === "Enter" ? -1 : step);
    // From the last row Enter goes to the button that saves: nothing is saved by a slip.
    const goal = next || (step > 0 && box.form.querySelector("button[type=submit]"));
    if (!goal) return;
    event.preventDefault();
    goal.focus();
    if (next) next.select();
  });
})();
