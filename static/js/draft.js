/* Saves by itself two seconds after the last change, and on leaving. "Saved" is shown only after the server said so.
   The first save makes the thing; its form key makes sure that it is one thing however often it is sent.
   Each save says what the page began from, and each answer says it anew: what was changed on another page meanwhile is
   not overwritten, and then the words stay here until the child picks. What could not be sent stays in this page's
   memory alone: the tablet is shared. */

const PAUSE = 2000;
const RETRY = 5000;

export function bind(form) {
  const saver = new Saver(form);
  form.addEventListener("input", () => saver.changed());
  form.addEventListener("change", () => saver.changed());
  form.addEventListener("submit", () => saver.stop());
  document.addEventListener("visibilitychange", () => document.hidden && saver.now());
  addEventListener("online", () => saver.now());
  addEventListener("beforeunload", (event) => saver.isUnsaved && event.preventDefault());
}

class Saver {
  constructor(form) {
    this.form = form;
    this.say = document.getElementById("bottom-say");
    this.said = this.say.textContent;
    this.timer = 0;
    this.isChanged = false;
    this.isBusy = false;
    this.isUnsaved = false; // words that only this page has: it was changed somewhere else too
  }

  changed() {
    this.isChanged = true;
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
    if (!isJson) return undefined;
    const said = await answer.json();
    this.isUnsaved = Boolean(said.unsaved);
    this.say.textContent = said.saved ? `${said.saved}. ${said.sentence ?? this.said}` : said.sentence;
    if (said.draft) this.form.action = said.draft;
    if (said.began) this.form.elements.began.value = said.began;
    for (const id of said.gone ?? []) this.form.querySelector(`[data-photo="${id}"]`)?.remove();
    return undefined;
  }

  later() {
    this.isChanged = true;
    this.say.textContent = this.form.dataset.waiting;
    this.wait(RETRY);
  }
}

function hasSomething(form) {
  const photo = form.querySelector("[data-photo-rows] [name=photo]");
  return Boolean(photo || form.elements.title.value.trim() || form.elements.words.value.trim());
}
