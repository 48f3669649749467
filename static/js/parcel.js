/* One photo on its way, in parts: each is sent until it has come, and what has come is never sent again. Without a
   network it waits, by itself, and goes on where it was. It lies in this page's memory alone: the tablet is shared. */

const PART = 1_000_000; // bytes, as uploads/actions.py takes them
const SOONEST = 1000;
const LATEST = 30_000;
const FAULTS = 5; // so often a server that breaks is asked again
const ANEW = 3; // so often from the start, where the server knows nothing of it any more

export class Parcel {
  /** `show` is told the share that has come, and `wait` whether it waits for the network. */
  constructor(form, blob, { show, wait }) {
    Object.assign(this, { form, blob, show, wait });
  }

  /** Gives what the server says in the end: { isTaken, said }. */
  async send() {
    if (!globalThis.crypto?.subtle) return this.ask(this.form.dataset.whole, { photo: this.blob });
    const bytes = await this.blob.arrayBuffer();
    const about = { key: crypto.randomUUID(), size: this.blob.size, digest: await digest(bytes) };
    for (let time = 1; ; time += 1) {
      const answer = await this.sendParts(bytes, about);
      if (answer.isTaken || answer.status !== 404 || time === ANEW) return answer;
    }
  }

  async sendParts(bytes, about) {
    let answer = await this.ask(this.form.dataset.upload, about);
    if (!answer.isTaken) return answer;
    if (answer.said.photo) return { isTaken: true, said: answer.said.photo };
    const address = `${this.form.dataset.upload}/${answer.said.id}`;
    while (answer.said.come < bytes.byteLength) {
      const begins = answer.said.come;
      const part = bytes.slice(begins, begins + PART);
      const fields = { begins, digest: await digest(part), part: new Blob([part]) };
      answer = await this.ask(`${address}/parts`, fields, begins, part.byteLength);
      if (!answer.isTaken) return answer;
    }
    this.show(1);
    return this.ask(`${address}/photo`, {});
  }

  /* Until there is an answer that is not "come again". */
  async ask(address, fields, begins = 0, bytes = 0) {
    for (let time = 0; ; time += 1) {
      const answer = await this.once(address, fields, begins, bytes);
      if ((answer.status && answer.status < 500) || (answer.status === 500 && time >= FAULTS)) return answer;
      this.wait(true, answer.said?.sentence);
      await later(answer.after || Math.min(LATEST, SOONEST * 2 ** time));
      this.wait(false);
    }
  }

  /* By XMLHttpRequest: fetch does not tell how far a part has gone. */
  once(address, fields, begins, bytes) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("csrf_token", this.form.elements.csrf_token.value);
    body.append("acting", this.form.elements.acting.value);
    const asked = new XMLHttpRequest();
    asked.open("POST", address);
    asked.setRequestHeader("Accept", "application/json");
    asked.responseType = "json";
    asked.timeout = 120_000;
    const sent = (event) => bytes && this.show((begins + bytes * (event.loaded / event.total)) / this.blob.size);
    asked.upload.addEventListener("progress", (event) => event.lengthComputable && sent(event));
    return new Promise((done) => {
      for (const kind of ["error", "timeout", "abort"]) asked.addEventListener(kind, () => done({ status: 0 }));
      asked.addEventListener("load", () => done(read(asked)));
      asked.send(body);
    });
  }
}

function read(asked) {
  const after = Number(asked.getResponseHeader("Retry-After")) * 1000;
  return { status: asked.status, isTaken: asked.status < 400, said: asked.response ?? {}, after };
}

async function digest(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...sum].map((one) => one.toString(16).padStart(2, "0")).join("");
}

/* So long, and up to a half longer, that not all tablets of a class come again at once; or as soon as the network is back. */
function later(milliseconds) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds * (1 + Math.random() / 2));
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
}
