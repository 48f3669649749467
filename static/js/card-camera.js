/* A card held up to the camera. The browser's own reader where it has one, else jsQR; what is read is put into the form that
   a child without a camera fills in by hand. No picture leaves the page. */

const EVERY = 200;
const CARD = /\/card\/([0-9A-Za-z]{26})$/;

export function bind(form) {
  if (!navigator.mediaDevices?.getUserMedia) return;
  const open = pill(form.dataset.open, () => new Reader(form, open).start());
  form.prepend(open);
}

function pill(words, onPress) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button card-open";
  button.textContent = words;
  button.addEventListener("click", onPress);
  return button;
}

class Reader {
  constructor(form, open) {
    this.form = form;
    this.open = open;
    this.facing = "user"; // the card is held up to whoever looks at the child
    this.box = document.createElement("div");
    this.box.className = "card-box";
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    const buttons = document.createElement("div");
    buttons.className = "row";
    buttons.append(pill(form.dataset.turn, () => this.turn()), pill(form.dataset.stop, () => this.stop()));
    this.box.append(this.video, buttons);
  }

  async start() {
    try {
      await this.watch();
      this.read = await reader();
    } catch {
      return this.fail();
    }
    this.open.hidden = true;
    this.form.prepend(this.box);
    this.box.scrollIntoView({ block: "center" });
    addEventListener("pagehide", () => this.stop(), { once: true });
    return this.look();
  }

  async watch() {
    this.stream?.getTracks().forEach((track) => track.stop());
    const video = { facingMode: { ideal: this.facing }, width: { ideal: 1280 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video });
    this.video.srcObject = this.stream;
    this.video.classList.toggle("as-mirror", this.facing === "user");
    await this.video.play();
  }

  turn() {
    this.facing = this.facing === "user" ? "environment" : "user";
    this.watch().catch(() => this.fail());
  }

  stop() {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.box.remove();
    this.open.hidden = false;
  }

  fail() {
    this.stop();
    this.open.remove();
    const said = document.createElement("p");
    said.textContent = this.form.dataset.none;
    said.setAttribute("role", "status");
    this.form.prepend(said);
    this.form.querySelector("details").open = true;
  }

  async look() {
    const found = CARD.exec((await this.read(this.video).catch(() => "")) ?? "");
    if (!found) {
      this.timer = setTimeout(() => this.look(), EVERY);
      return;
    }
    this.stop();
    this.form.elements.code.value = found[1];
    this.form.requestSubmit();
  }
}

/* A function from a video to the words in its squares. */
async function reader() {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  await import("../vendor/jsqr/jsqr.js");
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    if (!width) return "";
    canvas.width = width;
    canvas.height = height;
    paper.drawImage(video, 0, 0);
    return self.jsQR(paper.getImageData(0, 0, width, height).data, width, height)?.data;
  };
}
