/* A shared tablet: after three minutes without a touch the page asks; without an answer it locks. The server counts for
   itself, so this is the kindness and not the lock. The page's tabs tell each other that somebody is here. */

const TICK = 1000;
const TELL_EVERY = 30_000;
const SOON = 120_000;
const SIGNS = ["pointerdown", "keydown", "input", "scroll"];

export function bind(dialog) {
  const watch = new Watch(dialog);
  SIGNS.forEach((sign) => addEventListener(sign, () => watch.saw(), { capture: true, passive: true }));
  dialog.querySelector("[data-still]").addEventListener("click", () => watch.answered());
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); watch.answered(); });
  document.addEventListener("visibilitychange", () => document.hidden || watch.look());
  /* Asked before leaving, a page would stay with the child's words on it until the next one answers. */
  addEventListener("beforeunload", (event) => watch.isLocked && event.stopImmediatePropagation(), { capture: true });
  setInterval(() => watch.look(), TICK);
}

class Watch {
  constructor(dialog) {
    const { idle, wait, left, ask, faces, acting } = dialog.dataset;
    this.dialog = dialog;
    this.idle = idle * 1000;
    this.wait = wait * 1000;
    this.ends = Date.now() + left * 1000;
    this.ask = ask;
    this.faces = faces;
    this.acting = acting;
    this.seen = this.told = Date.now();
    this.isWarned = this.isLocked = false;
    this.others = new BroadcastChannel("still-here");
    this.others.addEventListener("message", ({ data }) => data === acting && this.note());
  }

  saw() {
    if (this.dialog.open || this.isLocked) return;
    this.note();
    if (Date.now() - this.told > TELL_EVERY) this.tell();
  }

  note() {
    this.seen = Date.now();
    if (this.dialog.open && !this.dialog.querySelector("[data-say=idle]").hidden) this.dialog.close();
  }

  answered() {
    this.dialog.close();
    this.note();
    this.tell();
  }

  look() {
    const now = Date.now();
    const away = now - this.seen;
    if (this.isLocked) return undefined;
    if (away > this.idle + this.wait || now > this.ends) return this.lock();
    if (away > this.idle) return this.show("idle");
    if (now > this.ends - SOON && !this.isWarned) {
      this.isWarned = true;
      return this.show("soon");
    }
    return undefined;
  }

  show(what) {
    if (this.dialog.open) return;
    this.dialog.querySelectorAll("[data-say]").forEach((words) => { words.hidden = words.dataset.say !== what; });
    this.dialog.querySelector("h2").hidden = what === "soon";
    this.dialog.showModal();
  }

  /* The session goes on, and it is still this child's: otherwise nothing of theirs may stay on the page. */
  async tell() {
    this.told = Date.now();
    this.others.postMessage(this.acting);
    if ((await this.asked()) === false) this.leave();
  }

  /* True or false as the server says; undefined where it cannot be asked. */
  async asked() {
    try {
      const answer = await fetch(this.ask, { cache: "no-store", redirect: "error" });
      return answer.ok && (await answer.text()) === this.acting;
    } catch {
      return undefined;
    }
  }

  async lock() {
    const form = this.dialog.querySelector("form");
    this.isLocked = true;
    document.body.replaceChildren(form);
    form.hidden = true;
    if (await this.asked()) form.submit();
    else location.replace(this.faces);
  }

  leave() {
    this.isLocked = true;
    document.body.replaceChildren();
    location.replace(this.faces);
  }
}
