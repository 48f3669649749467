/* A box to tick beside a new password: what nobody else looks at may be read while it is typed. */

export function bind(element) {
  const input = element.querySelector("input[type=password]");
  if (!input) return;
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  label.className = "field-check";
  label.append(box, element.dataset.label);
  box.addEventListener("change", () => { input.type = box.checked ? "text" : "password"; });
  element.append(label);
}
