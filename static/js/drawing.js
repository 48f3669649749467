/* A photo is drawn anew before it is sent, at most 2048 pixels long: the same picture in a tenth of the bytes, and
   without what the camera wrote beside it, such as where it was taken. What the browser cannot draw (HEIC in most)
   goes as it is: the server does the same. */

const LONG_SIDE = 2048; // as core/pictures.py keeps it
const QUALITY = 0.9;

/** The photo as a JPEG, upright; or the file itself, where this browser cannot draw it. */
export async function drawn(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const blob = isHonest() && (await asJpeg(picture));
    picture.close();
    return blob || file;
  } catch {
    return file;
  }
}

function asJpeg(picture) {
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
  const paper = canvas(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
  const pen = paper.getContext("2d");
  pen.fillStyle = "#fff"; // what is clear lies on white
  pen.fillRect(0, 0, paper.width, paper.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, paper.width, paper.height);
  return new Promise((done) => paper.toBlob(done, "image/jpeg", QUALITY));
}

/* Some browsers give back noise instead of what was drawn, against those who would know them by it. */
function isHonest() {
  const pen = canvas(2, 2).getContext("2d");
  pen.fillStyle = "#804020";
  pen.fillRect(0, 0, 2, 2);
  const seen = [...pen.getImageData(0, 0, 2, 2).data];
  return seen.every((level, nth) => level === [0x80, 0x40, 0x20, 0xff][nth % 4]);
}

function canvas(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
