/* A starter that is chosen leads the cursor to the words; chosen again, it is let go. */

export function bind(form) {
  const words = form.querySelector("textarea");
  let chosen = form.querySelector(".starter :checked");
  form.querySelectorAll(".starter input").forEach((starter) => {
    starter.addEventListener("click", () => {
      if (chosen === starter) starter.checked = false;
      chosen = starter.checked ? starter : null;
    });
    starter.addEventListener("click", (event) => event.detail && words?.focus());
  });
}
