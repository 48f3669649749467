/* One letter presses one button (F, D, J, Z), where no field has the focus and no other key is held.
   The letters can be switched off, for those who speak to their machine. */

const OFF = "desk-keys-off";

export function bind(desk) {
  const box = desk.querySelector("[data-keys]");
  if (box) offer(box);
  showIn(document.querySelector(".desk-list"), document.querySelector(".queue-row[aria-current]"));
  const note = desk.querySelector("details:has(textarea)");
  note?.addEventListener("toggle", () => note.open && note.querySelector("textarea").focus());
  addEventListener("keydown", (event) => {
    if (box?.checked === false || isTyping(event)) return;
    const button = document.querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
    if (!button || (note?.open && !note.contains(button))) return; // a note that is begun is not lost to a letter
    event.preventDefault();
    button.click();
    if (note?.open) note.querySelector("textarea").focus(); // now, not at the toggle: the next letter is the note's
  });
}

/* Only the list is scrolled, never the page: the work is to be seen from its top. */
function showIn(list, row) {
  if (!row) return;
  const [room, line] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
  if (line.bottom > room.bottom || line.top < room.top) list.scrollTop += line.top - room.top - line.height;
}

function offer(box) {
  box.closest("label").hidden = false;
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}

function isTyping(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return true;
  return event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}
