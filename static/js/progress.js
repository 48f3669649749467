/* A piece of work on its way: the page is asked for again, and says how far it is, until nothing is
   left to wait for. Without this there is a link that does the same by hand. */

const EVERY = 1500;

export function bind(element) {
  setTimeout(() => look(element), EVERY);
}

async function look(element) {
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return setTimeout(() => look(element), EVERY * 4);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById(element.id);
  if (!now?.dataset.behaviour) return location.reload();
  element.querySelector("progress").value = now.querySelector("progress").value;
  element.querySelector("[role=status]").textContent = now.querySelector("[role=status]").textContent;
  return setTimeout(() => look(element), EVERY);
}
