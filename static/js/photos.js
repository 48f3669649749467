/* Takes each chosen photo in at once, one after another, and shows it as a row; rows are moved and taken away here.
   Without this the plain file field goes with the form, and the buttons of a row are sent. */

export function bind(form) {
  const rows = form.querySelector("[data-photo-rows]");
  const field = form.querySelector("input[type=file]");
  field.addEventListener("change", () => takeAll(form, field, rows));
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=then]");
    if (!button) return;
    event.preventDefault();
    move(button.value.split(":")[0], button.closest("li"));
    form.dispatchEvent(new Event("change"));
  });
}

async function takeAll(form, field, rows) {
  const files = [...field.files];
  const sentences = [];
  field.disabled = true;
  form.classList.add("is-taking");
  for (const file of files) {
    const sentence = await take(form, rows, file);
    if (sentence) sentences.push(sentence);
  }
  field.disabled = false;
  field.value = "";
  form.classList.remove("is-taking");
  say(form, [...new Set(sentences)].join(" "));
  form.dispatchEvent(new Event("change"));
}

/* Gives a sentence where the photo was not taken. */
async function take(form, rows, file) {
  const body = new FormData();
  body.append("photo", file);
  body.append("csrf_token", form.elements.csrf_token.value);
  body.append("acting", form.elements.acting.value);
  try {
    const answer = await fetch(form.dataset.upload, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (!answer.ok) return said.sentence;
    rows.append(row(form, said));
    return "";
  } catch {
    return form.dataset.photoLater;
  }
}

function row(form, photo) {
  const made = document.querySelector("template[data-photo-row]").content.firstElementChild.cloneNode(true);
  made.dataset.photo = photo.id;
  made.querySelector("img").src = photo.src;
  made.querySelector("[name=photo]").value = photo.id;
  made.querySelector("[type=text]").name = `alt-${photo.id}`;
  for (const button of made.querySelectorAll("button")) button.value = button.value.replace("PHOTO", photo.id);
  return made;
}

function move(where, item) {
  if (where === "away") item.remove();
  if (where === "earlier") item.previousElementSibling?.before(item);
  if (where === "later") item.nextElementSibling?.after(item);
}

function say(form, sentence) {
  const line = form.querySelector("[data-photo-error]");
  line.textContent = sentence;
  line.hidden = !sentence;
}
