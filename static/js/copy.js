/* A field that is there to be copied gets a button that does so. */

export function bind(input) {
  input.addEventListener("focus", () => input.select());
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = input.dataset.label;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(input.value);
    button.textContent = input.dataset.done;
  });
  input.after(button);
}
