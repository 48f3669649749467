/* Bold, slanted, lists and numbers for a child's words. The plain box stays in the form and carries the words,
   as rich text then; without this script it is what one types in. */

import DOMPurify from "../vendor/dompurify/purify.js";
import Squire from "../vendor/squire/squire.js";

const TAGS = ["p", "br", "strong", "em", "b", "i", "ul", "ol", "li", "div"];
const DEEDS = {
  bold: (squire) => (squire.hasFormat("B") ? squire.removeBold() : squire.bold()),
  italic: (squire) => (squire.hasFormat("I") ? squire.removeItalic() : squire.italic()),
  list: (squire) => (squire.hasFormat("UL") ? squire.removeList() : squire.makeUnorderedList()),
  numbers: (squire) => (squire.hasFormat("OL") ? squire.removeList() : squire.makeOrderedList()),
};
const FORMATS = { bold: "B", italic: "I", list: "UL", numbers: "OL" };

export function bind(room) {
  const box = room.querySelector("textarea");
  const form = box.form;
  const sheet = sheetFor(box);
  box.after(sheet);
  box.hidden = true;
  const squire = new Squire(sheet, { blockTag: "P", sanitizeToDOMFragment: clean });
  squire.setHTML(startingWords(room, box, form));
  form.elements.words_form.value = "rich";
  room.querySelector("label").addEventListener("click", () => squire.focus());
  squire.addEventListener("input", () => carry(squire, box));
  carryQuietly(squire, box);
  const tools = room.querySelector(".editor-tools"); // the youngest have none
  if (tools) bindTools(tools, squire, () => carry(squire, box));
}

function sheetFor(box) {
  const sheet = document.createElement("div");
  sheet.className = "editor words-input";
  sheet.setAttribute("role", "textbox");
  sheet.setAttribute("aria-multiline", "true");
  sheet.setAttribute("aria-label", box.labels[0].textContent);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (box.hasAttribute(name)) sheet.setAttribute(name, box.getAttribute(name));
  }
  sheet.tabIndex = 0;
  return sheet;
}

/* What was typed and given back counts more than what was kept. */
function startingWords(room, box, form) {
  if (form.elements.words_form.value === "rich") return box.value;
  if (room.dataset.rich) return room.dataset.rich;
  return box.value.split(/\n{2,}/).map((part) => `<p>${escaped(part).replaceAll("\n", "<br>")}</p>`).join("");
}

function escaped(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made.innerHTML;
}

function clean(html) {
  return DOMPurify.sanitize(html, { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: [], RETURN_DOM_FRAGMENT: true, RETURN_DOM: true });
}

function carryQuietly(squire, box) {
  box.value = squire.getRoot().textContent.trim() ? squire.getHTML() : "";
}

function carry(squire, box) {
  carryQuietly(squire, box);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function bindTools(tools, squire, changed) {
  tools.hidden = false;
  const show = () => {
    for (const button of tools.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(squire.hasFormat(FORMATS[button.dataset.does])));
    }
  };
  tools.addEventListener("mousedown", (event) => event.preventDefault());
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    DEEDS[button.dataset.does](squire);
    changed();
    show();
  });
  squire.addEventListener("pathChange", show);
  show();
}
