/* A letter that opens no more was opened here: its form tells the school, and nobody has to press it. */

export function bind(form) {
  const told = form.querySelector("[data-told]");
  fetch(location.href, { method: "POST", body: new FormData(form), credentials: "same-origin" })
    .then(() => {
      form.querySelector("button").hidden = true;
      told.hidden = false;
    })
    .catch(() => undefined);
}
