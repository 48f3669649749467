/* The second press of an impatient finger does nothing. The server refuses doubles as well (by a key in the
   form); this only saves the wait. The button keeps its name and value, so it is not disabled but deaf. */

export function bind(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    if (event.defaultPrevented) return undefined;
    sent = true;
    return show(event.submitter);
  });
  addEventListener("pageshow", () => {
    sent = false;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
}

function show(button) {
  if (!button) return;
  button.setAttribute("aria-busy", "true");
  const words = button.querySelector("span");
  if (button.dataset.busy && words) words.textContent = button.dataset.busy;
}
