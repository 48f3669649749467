/* Three pictures in order: with JavaScript one board of nine instead of three rows. Each tap fills the next of
   three places; tapping a filled place empties it. The radio buttons below stay what is sent. */

export function bind(form) {
  const rows = [...form.querySelectorAll(".picks")];
  if (rows.length === 0) return;
  const chosen = () => rows.map((row) => row.querySelector("input:checked"));
  const places = document.createElement("div");
  places.className = "places";
  places.setAttribute("role", "group");
  rows[0].before(places);
  form.classList.add("one-board");

  const show = () => {
    places.replaceChildren(...chosen().map((input, nth) => placeOf(rows[nth], input, () => empty(nth))));
  };
  const empty = (nth) => {
    const input = chosen()[nth];
    if (input) input.checked = false;
    show();
    places.children[nth].focus();
  };
  /* The first row is the board: its taps go to the first place that is free. */
  const board = rows[0].cloneNode(true);
  board.classList.add("board-of-nine");
  board.querySelector("legend").className = "hush";
  board.querySelectorAll("input").forEach((input) => {
    const button = document.createElement("button");
    const label = input.parentElement;
    button.type = "button";
    button.className = "pick";
    button.append(...[...label.children].slice(1));
    button.addEventListener("click", () => {
      const nth = chosen().indexOf(null);
      if (nth < 0) return;
      rows[nth].querySelector(`input[value="${input.value}"]`).checked = true;
      show();
    });
    label.replaceWith(button);
  });
  rows.at(-1).after(board);
  rows.forEach((row) => { row.hidden = true; });
  show();
}

function placeOf(row, input, onEmpty) {
  const place = document.createElement("button");
  place.type = "button";
  place.className = "place-picked";
  const words = document.createElement("span");
  words.className = "hush";
  words.textContent = row.querySelector("legend").textContent + (input ? `: ${input.parentElement.textContent.trim()}` : "");
  place.append(words);
  if (input) place.append(input.parentElement.querySelector("svg").cloneNode(true));
  place.addEventListener("click", onEmpty);
  return place;
}
