/* The piece of paper follows the sliders, and the sliders follow the finger: what is sent are the sliders alone. */

const COLOURS = { sky: "#bfe0f2", butter: "#ffe59a", moss: "#cfe2ae", coral: "#ffcdbd", lilac: "#dcd0f2" };
const RIM = 0.06;

export function bind(form) {
  form.classList.add("is-live");
  const paper = form.querySelector(".cover-paper");
  const draw = () => lay(paper, form.elements);
  form.addEventListener("input", draw);
  paper.addEventListener("pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    move(form.elements, paper, event);
    draw();
  });
  paper.addEventListener("pointermove", (event) => {
    if (!paper.hasPointerCapture(event.pointerId)) return;
    move(form.elements, paper, event);
    draw();
  });
  addEventListener("pageshow", draw); // after Back the browser keeps the sliders
  draw();
}

function move({ left, top }, paper, event) {
  const box = paper.getBoundingClientRect();
  left.value = Math.round(((event.clientX - box.left) / box.width) * 100);
  top.value = Math.round(((event.clientY - box.top) / box.height) * 100);
}

function lay(paper, { left, top, size, colour, shape }) {
  const { width, height } = paper.viewBox.baseVal;
  const x = (width * left.value) / 100;
  const y = (height * top.value) / 100;
  const half = (Math.min(width, height) * size.value) / 200;
  const reach = half * (1 + RIM / 2);
  const [disc, square] = paper.children;
  put(disc, { cx: x, cy: y, r: reach });
  put(square, { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach, transform: `rotate(6 ${x} ${y})` });
  for (const one of [disc, square]) put(one, { fill: COLOURS[colour.value], "stroke-width": half * RIM });
  put(disc, { display: shape.value === "disc" ? "inline" : "none" });
  put(square, { display: shape.value === "square" ? "inline" : "none" });
}

function put(one, values) {
  for (const [name, value] of Object.entries(values)) one.setAttribute(name, value);
}
