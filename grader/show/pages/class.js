"use strict";
// The table of students. A click on a heading sorts it. A search, or the button of a group, hides the other students.
const table = document.getElementById("students");
const body = table.tBodies[0];
const rows = [...body.rows];
const search = document.getElementById("search");
const count = document.getElementById("count");
const everybody = document.getElementById("everybody");
const plain = text => text.normalize("NFKC").toLowerCase();
const words = rows.map(row => plain(row.cells[0].textContent + " " + row.cells[row.cells.length - 1].textContent));
const collator = new Intl.Collator("en", { numeric: true });
let group = null; // the positions of the rows of a group; null shows all rows

function narrow() {
  const wanted = plain(search.value.trim());
  let shown = 0;
  rows.forEach((row, at) => {
    row.hidden = !words[at].includes(wanted) || (group !== null && !group.has(at));
    shown += !row.hidden;
  });
  count.textContent = `${shown} of ${rows.length} shown`;
  everybody.hidden = shown === rows.length;
}

function sort(button) {
  const heading = button.parentElement;
  const direction = heading.ariaSort === "ascending" ? -1 : 1;
  for (const cell of heading.parentElement.cells) cell.ariaSort = "none";
  heading.ariaSort = direction > 0 ? "ascending" : "descending";
  const numeric = heading.classList.contains("n");
  const keyed = rows.map((row, at) => {
    const text = row.cells[heading.cellIndex].textContent.trim();
    return { row, at, key: numeric ? parseFloat(text) : text };
  });
  const missing = key => key === "" || Number.isNaN(key); // such rows come last in both directions
  keyed.sort((a, b) =>
    missing(a.key) - missing(b.key) ||
    (missing(a.key) ? 0 : direction * (numeric ? a.key - b.key : collator.compare(a.key, b.key))) ||
    a.at - b.at);
  body.append(...keyed.map(entry => entry.row));
}

table.tHead.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button) sort(button);
});
search.addEventListener("input", narrow);
everybody.addEventListener("click", () => {
  search.value = "";
  group = null;
  narrow();
  search.focus();
});
document.addEventListener("click", event => {
  const button = event.target.closest("button[data-rows]");
  if (!button) return;
  search.value = "";
  group = new Set(button.dataset.rows.split(" ").map(Number));
  narrow();
  document.getElementById("everyone").scrollIntoView();
  search.focus({ preventScroll: true });
});
document.getElementById("narrowing").hidden = false;
for (const button of document.querySelectorAll("button[data-rows]")) button.hidden = false;
