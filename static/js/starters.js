/* A starter that is chosen leads the cursor to the words; pressed again, it is let go. */

export function bind(form) {
  const words = form.querySelector("textarea");
  let chosen = form.querySelector(".starter :checked");
  for (const starter of form.querySelectorAll(".starter input")) {
    starter.addEventListener("click", (event) => {
      starter.checked = chosen !== starter;
      chosen = starter.checked ? starter : null;
      if (event.detail && chosen) words?.focus();
    });
  }
}
