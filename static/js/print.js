/* Printing needs a script, so its button is made by one. */

export function bind(element) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `button button-${element.dataset.kind ?? "primary"}`;
  button.textContent = element.dataset.label;
  button.addEventListener("click", () => print());
  element.replaceWith(button);
}
