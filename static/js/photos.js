/* Takes each chosen photo in at once, two side by side, and shows how far each has come and then its row; rows are moved
   and taken away here. Without this the plain file field goes with the form, and the buttons of a row are sent. */

import { drawn } from "./drawing.js";
import { Parcel } from "./parcel.js";

const SIDE_BY_SIDE = 2;

export function bind(form) {
  const rows = form.querySelector("[data-photo-rows]");
  const field = form.querySelector("input[type=file]");
  form.classList.add("is-taking-photos-in");
  const taker = new Taker(form, rows);
  const choose = () => {
    taker.take([...field.files]);
    field.value = ""; // they are on their way, and are not to go with the form as well
  };
  field.addEventListener("change", choose);
  if (field.files.length) choose(); // chosen before this script had come
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
    this.coming = []; // in their order: { file, bar, row, isDone }
    this.onTheirWay = 0;
    this.refused = new Set(); // sentences of those that were not taken
    this.tooMany = "";
    this.pressed = null;
    addEventListener("beforeunload", (event) => this.coming.length && event.preventDefault());
  }

  /* A press of Keep it waits for the photos that are on their way. */
  hold(event) {
    if (!this.coming.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.pressed = event.submitter;
  }

  /* As many as there is room for; whoever chose more is told so before the first has come. */
  take(files) {
    const room = Math.max(0, Number(this.form.dataset.atMost) - this.rows.children.length - this.coming.length);
    if (!this.coming.length) this.refused.clear();
    this.tooMany = files.length > room ? this.form.dataset.tooMany : "";
    say(this.form, [...this.refused, this.tooMany]);
    for (const file of files.slice(0, room)) this.coming.push({ file, ...this.announce() });
    this.coming.forEach((one, nth) => this.tell(one, nth));
    while (this.onTheirWay < SIDE_BY_SIDE && this.next()) this.work();
  }

  next() {
    return this.coming.find((one) => !one.isBegun);
  }

  announce() {
    const shown = part("photo-coming");
    this.form.querySelector("[data-photos-coming]").append(shown);
    return { shown, words: shown.querySelector("p"), bar: shown.querySelector("progress") };
  }

  tell(one, nth) {
    one.usual = this.form.dataset.coming.replace("{nth}", nth + 1).replace("{all}", this.coming.length);
    if (!one.isWaiting && one.bar.value < 1) one.words.textContent = one.usual;
  }

  async work() {
    this.onTheirWay += 1;
    for (let one = this.next(); one; one = this.next()) {
      one.isBegun = true;
      await this.takeOne(one);
      this.arrive();
    }
    this.onTheirWay -= 1;
  }

  async takeOne(one) {
    const show = (share) => {
      one.bar.value = share;
      one.words.textContent = share < 1 ? one.usual : this.form.dataset.nearly;
    };
    const wait = (isWaiting, sentence) => {
      one.isWaiting = isWaiting;
      one.words.textContent = isWaiting ? sentence || this.form.dataset.photoSafe : one.usual;
    };
    const parcel = new Parcel(this.form, await drawn(one.file), { show, wait });
    const { isTaken, said } = await parcel.send().catch(() => ({ said: {} }));
    if (isTaken) one.row = row(said);
    else this.refused.add(said.sentence ?? this.form.dataset.photoLater);
    one.isDone = true;
    one.shown.remove();
  }

  /* Rows stand in the order in which the photos were chosen, however they came. */
  arrive() {
    const isFirst = this.coming.findIndex((one) => !one.isDone);
    const there = isFirst < 0 ? this.coming.splice(0) : this.coming.splice(0, isFirst);
    for (const one of there) if (one.row) this.rows.append(one.row);
    if (there.length) this.form.dispatchEvent(new Event("change"));
    say(this.form, [...this.refused, this.tooMany]);
    if (this.coming.length) return;
    if (this.pressed && !this.refused.size) this.form.requestSubmit(this.pressed);
    this.pressed = null;
  }
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

function say(form, sentences) {
  const line = form.querySelector("[data-photo-error]");
  const sentence = sentences.join(" ").trim();
  line.textContent = sentence;
  line.hidden = !sentence;
}
