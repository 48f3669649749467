/* Takes each chosen photo in at once, one after another, and shows how far it has come and then its row; rows are moved
   and taken away here. Without this the plain file field goes with the form, and the buttons of a row are sent. */

export function bind(form) {
  const rows = form.querySelector("[data-photo-rows]");
  const field = form.querySelector("input[type=file]");
  form.classList.add("is-taking-photos-in");
  const taker = new Taker(form, rows);
  field.addEventListener("change", () => {
    taker.take([...field.files]);
    field.value = ""; // they are on their way, and are not to go with the form as well
  });
  form.addEventListener("submit", (event) => taker.hold(event), true);
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=then]");
    if (!button) return;
    event.preventDefault();
    move(button.value.split(":")[0], button.closest("li"));
    form.dispatchEvent(new Event("change"));
  });
}

class Taker {
  constructor(form, rows) {
    this.form = form;
    this.rows = rows;
    this.files = [];
    this.nth = 0; // of the files: the one on its way
    this.tooMany = "";
    this.pressed = null;
    this.isBusy = false;
  }

  /* A press of Keep it waits for the photos that are on their way. */
  hold(event) {
    if (!this.isBusy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.pressed = event.submitter;
  }

  /* As many as there is room for; whoever chose more is told so before the first has come. */
  async take(files) {
    const room = Number(this.form.dataset.atMost) - this.rows.children.length - (this.files.length - this.nth);
    const fit = files.slice(0, Math.max(0, room));
    this.tooMany = fit.length < files.length ? this.form.dataset.tooMany : "";
    say(this.form, this.tooMany);
    this.files.push(...fit);
    if (this.isBusy || !fit.length) return;
    this.isBusy = true;
    const sentences = await this.takeAll();
    this.isBusy = false;
    say(this.form, [...new Set([...sentences, this.tooMany])].join(" ").trim());
    this.form.dispatchEvent(new Event("change"));
    if (this.pressed && !sentences.length) this.form.requestSubmit(this.pressed);
    this.pressed = null;
  }

  /* Gives the sentences of the photos that were not taken. */
  async takeAll() {
    const sentences = [];
    for (this.nth = 0; this.nth < this.files.length; this.nth += 1) {
      const sentence = await this.takeOne(this.nth);
      if (sentence) sentences.push(sentence);
    }
    this.files = [];
    this.nth = 0;
    return sentences;
  }

  async takeOne(nth) {
    const coming = part("photo-coming");
    const [words, bar] = [coming.querySelector("p"), coming.querySelector("progress")];
    words.textContent = this.form.dataset.coming.replace("{nth}", nth + 1).replace("{all}", this.files.length);
    this.form.querySelector("[data-photos-coming]").append(coming);
    const show = (share) => {
      bar.value = share;
      if (share === 1) words.textContent = this.form.dataset.nearly;
    };
    try {
      const { isTaken, said } = await send(this.form, this.files[nth], show);
      if (!isTaken) return said.sentence;
      this.rows.append(row(said));
      return "";
    } catch {
      return this.form.dataset.photoLater;
    } finally {
      coming.remove();
    }
  }
}

/* By XMLHttpRequest: fetch does not tell how far a file has gone. `show` is told the share that has. */
function send(form, file, show) {
  const body = new FormData();
  body.append("photo", file);
  body.append("csrf_token", form.elements.csrf_token.value);
  body.append("acting", form.elements.acting.value);
  const asked = new XMLHttpRequest();
  asked.open("POST", form.dataset.upload);
  asked.setRequestHeader("Accept", "application/json");
  asked.responseType = "json";
  asked.upload.addEventListener("progress", (event) => event.lengthComputable && show(event.loaded / event.total));
  return new Promise((done, failed) => {
    asked.addEventListener("load", () => (asked.response ? done({ isTaken: asked.status < 400, said: asked.response }) : failed()));
    asked.addEventListener("error", failed);
    asked.send(body);
  });
}

function part(name) {
  return document.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
}

function row(photo) {
  const made = part("photo-row");
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
