/* Saves by itself two seconds after the last change, and on leaving. "Saved" is shown only after the server said so.
   The first save makes the thing; its form key makes sure that it is one thing however often it is sent.
   Each save says what the page began from, and each answer says it anew: what was changed on another page meanwhile is
   not overwritten, and then the words stay here until the child picks. What could not be sent stays in this page's
   memory alone: the tablet is shared. Whoever says that they are finished waits for the last save first. */

const PAUSE = 2000;
const RETRY = 5000;
const BUSY = 50;
const WAITS = 100; // five seconds: then the browser asks

export function bind(form) {
  const saver = new Saver(form);
  form.addEventListener("input", () => saver.changed());
  form.addEventListener("change", () => saver.changed());
  form.addEventListener("submit", () => saver.stop());
  document.addEventListener("visibilitychange", () => document.hidden && saver.now());
  addEventListener("online", () => saver.now());
  addEventListener("beforeunload", (event) => saver.isUnsaved && event.preventDefault());
  document.addEventListener("submit", (event) => event.target !== form && saver.before(event));
  if (isTypedIn(form)) saver.changed(); // while this script was still on its way
}

class Saver {
  constructor(form) {
    this.form = form;
    this.say = document.getElementById("bottom-say");
    this.said = this.say.textContent;
    this.timer = 0;
    this.isChanged = false;
    this.isBusy = false;
    this.isUnsaved = false; // words that only this page has, and no save of its own will bring anywhere
  }

  changed() {
    this.isChanged = true;
    if (!this.isUnsaved) this.say.textContent = this.said; // "Saved" is no longer true
    this.wait(PAUSE);
  }

  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), milliseconds);
  }

  stop() {
    clearTimeout(this.timer);
    this.isChanged = false;
    this.isUnsaved = false;
  }

  /** Another form of the page, such as "I'm finished": its press goes on once the words are saved. */
  async before(event) {
    if (event.defaultPrevented || !(this.isChanged || this.isBusy)) return;
    event.preventDefault();
    for (let waits = 0; this.isBusy && waits < WAITS; waits += 1) await new Promise((done) => setTimeout(done, BUSY));
    await this.now();
    event.target.submit(); // what could not be saved makes the browser ask first
  }

  async now() {
    clearTimeout(this.timer);
    if (!this.isChanged || this.isBusy || !hasSomething(this.form)) return;
    this.isBusy = true;
    this.isChanged = false;
    try {
      await this.took(await this.send());
    } catch {
      this.later();
    }
    this.isBusy = false;
    if (this.isChanged) this.wait(PAUSE);
  }

  send() {
    const typed = new FormData(this.form);
    typed.delete("photos");
    typed.delete("then");
    const options = { method: "POST", body: typed, headers: { Accept: "application/json" }, keepalive: document.hidden };
    return fetch(this.form.action, options);
  }

  async took(answer) {
    if (answer.status >= 500) return this.later();
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isJson ? await answer.json() : {};
    this.isUnsaved = !said.saved;
    this.say.textContent = said.saved ? `${said.saved}. ${said.sentence ?? this.said}` : (said.sentence ?? this.form.dataset.waiting);
    if (said.draft) this.form.action = said.draft;
    if (said.edit) history.replaceState(history.state, "", said.edit); // Back leads to what was kept, not to an empty form
    if (said.began) this.form.elements.began.value = said.began;
    for (const id of said.gone ?? []) this.form.querySelector(`[data-photo="${id}"]`)?.remove();
    return undefined;
  }

  later() {
    this.isChanged = true;
    this.isUnsaved = true;
    this.say.textContent = this.form.dataset.waiting;
    this.wait(RETRY);
  }
}

function isTypedIn(form) {
  const { title, words } = form.elements;
  return title.value !== title.defaultValue || words.value !== words.defaultValue;
}

function hasSomething(form) {
  const photo = form.querySelector("[data-photo-rows] [name=photo]");
  return Boolean(photo || form.elements.title.value.trim() || form.elements.words.value.trim());
}
