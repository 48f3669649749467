/* Reads an element aloud, in the page's language; press again to stop. Shown only where the machine can speak. */

export function bind(button) {
  if (!("speechSynthesis" in window)) return;
  button.hidden = false;
  button.addEventListener("click", () => (speechSynthesis.speaking ? stop(button) : speak(button)));
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

function speak(button) {
  const source = document.getElementById(button.dataset.listen);
  if (!source) return;
  const saying = new SpeechSynthesisUtterance(wordsOf(source));
  saying.lang = source.closest("[lang]").lang;
  saying.rate = 0.9;
  saying.addEventListener("end", () => button.setAttribute("aria-pressed", "false"));
  saying.addEventListener("error", () => button.setAttribute("aria-pressed", "false"));
  button.setAttribute("aria-pressed", "true");
  speechSynthesis.speak(saying);
}

function stop(button) {
  speechSynthesis.cancel();
  button.setAttribute("aria-pressed", "false");
}

/* innerText leaves out what is hidden from sight; each line becomes a pause. */
function wordsOf(source) {
  return source.innerText.replace(/\n+/g, ". ").replace(/\.\s*\./g, ".").trim();
}
