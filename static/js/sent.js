/* What was said is said: whoever comes back to the page by the browser's own Back finds the box empty, and cannot
   send the same words once more without knowing. The place in the history remembers which boxes were sent. */

export function bind(form) {
  const box = form.querySelector("textarea");
  const others = () => (history.state?.sent ?? []).filter((id) => id !== box.id);
  const remember = (sent) => history.replaceState({ ...history.state, sent }, "");
  const empty = () => {
    if (!history.state?.sent?.includes(box.id)) return;
    box.value = "";
    for (const chosen of form.querySelectorAll("[type=radio]:checked")) chosen.checked = false;
  };
  form.addEventListener("submit", (event) => event.defaultPrevented || remember([...others(), box.id]));
  form.addEventListener("input", () => remember(others())); // new words, which are not sent
  addEventListener("pageshow", empty);
  empty();
}
