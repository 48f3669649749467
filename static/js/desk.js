/* One letter presses one button (F, D, J, Z), where no field has the focus and no other key is held.
   The letters can be switched off, for those who speak to their machine. */

const OFF = "desk-keys-off";

export function bind(desk) {
  const box = desk.querySelector("[data-keys]");
  if (box) {
    box.closest("label").hidden = false;
    box.checked = localStorage.getItem(OFF) === null;
    box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  }
  document.querySelector(".queue-row[aria-current]")?.scrollIntoView({ block: "nearest" });
  desk.querySelector("details")?.addEventListener("toggle", (event) => {
    if (event.target.open) event.target.querySelector("textarea")?.focus();
  });
  addEventListener("keydown", (event) => {
    if (box?.checked === false || isTyping(event)) return;
    const button = desk.querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function isTyping(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return true;
  return event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}
