/* Paints the sketch of a photo (about 25 bytes in data-thumbhash) on a canvas beneath it until the photo is there.
   A canvas and not a data: address, so that the content security policy can forbid those.
   The format: a header of means and scales, then the weights of a few cosine waves, four bits each. */

const SIZE = 32;

export function bind(picture) {
  const photo = picture.querySelector("img");
  if (!photo || photo.complete) return;
  const canvas = paint(decode(bytesOf(picture.dataset.thumbhash)));
  picture.prepend(canvas);
  photo.addEventListener("load", () => canvas.remove(), { once: true });
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Turn the bytes into a function that gives [red, green, blue], each 0 to 1, at a point of the unit square. */
export function decode(bytes) {
  const colours = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
  const shape = bytes[3] | (bytes[4] << 8);
  const hasAlpha = colours >> 23;
  const isWide = shape >> 15;
  const long = hasAlpha ? 5 : 7;
  const short = Math.max(3, shape & 7);
  const next = nibbles(bytes, hasAlpha ? 6 : 5);
  const light = waves(isWide ? long : short, isWide ? short : long, (colours & 63) / 63, ((colours >> 18) & 31) / 31, next);
  const yellowBlue = waves(3, 3, ((colours >> 6) & 63) / 31.5 - 1, (((shape >> 3) & 63) / 63) * 1.25, next);
  const redGreen = waves(3, 3, ((colours >> 12) & 63) / 31.5 - 1, (((shape >> 9) & 63) / 63) * 1.25, next);
  return (x, y) => rgb(light(x, y), yellowBlue(x, y), redGreen(x, y));
}

function* nibbles(bytes, start) {
  for (const byte of bytes.subarray(start)) {
    yield byte & 15;
    yield byte >> 4;
  }
}

/* The sum of cosine waves of one channel; only those below the diagonal of the frequency square are stored. */
function waves(width, height, mean, scale, next) {
  const terms = [];
  for (let across = 0, down = 0; down < height; down += 1) {
    for (across = down ? 0 : 1; across * height < width * (height - down); across += 1) {
      terms.push([across, down, ((next.next().value ?? 7.5) / 7.5 - 1) * scale * 2]);
    }
  }
  return (x, y) =>
    terms.reduce((sum, [across, down, weight]) => sum + weight * Math.cos(Math.PI * across * x) * Math.cos(Math.PI * down * y), mean);
}

function rgb(light, yellowBlue, redGreen) {
  const blue = light - (2 / 3) * yellowBlue;
  const red = (3 * light - blue + redGreen) / 2;
  return [red, red - redGreen, blue].map((value) => Math.min(1, Math.max(0, value)));
}

function paint(colourAt) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(SIZE, SIZE);
  for (let at = 0; at < SIZE * SIZE; at += 1) {
    const colour = colourAt(((at % SIZE) + 0.5) / SIZE, (Math.floor(at / SIZE) + 0.5) / SIZE);
    pixels.data.set([...colour.map((value) => value * 255), 255], at * 4);
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}
