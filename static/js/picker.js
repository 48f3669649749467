/* The sentence and the faces follow the ticks: the server resolves the people, this only asks again and shows. */

const PARTS = ["bottom-say", "see-as", "put-up", "said-of"];

export function bind(form) {
  form.classList.add("is-live");
  let asking = null;
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    form.classList.add("is-asking"); // neither sentence nor button is true of these ticks
    document.getElementById("bottom-say").textContent = "…";
    document.querySelector(".bottom-more").textContent = "";
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: asking.signal });
      if (answer.ok) {
        show(await answer.text());
        form.classList.remove("is-asking");
      } else form.classList.remove("is-live");
    } catch (error) {
      if (error.name !== "AbortError") form.classList.remove("is-live");
    }
  };
  form.addEventListener("change", ask);
  const look = () => isAsSaid(form) || ask(); // after Back the browser ticks what was ticked
  if (document.readyState === "complete") look();
  addEventListener("pageshow", look);
  form.querySelector(".pick-faces")?.addEventListener("click", (event) => {
    const isIn = form.querySelector("[name=share][value=family]")?.checked;
    if (isIn && event.target.matches("input") && event.target.checked) event.preventDefault(); // in it already, as the page says
  });
  form.querySelector(".choice-me").addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of form.querySelectorAll("[name=share]:checked")) box.checked = false;
    ask();
  });
}

function isAsSaid(form) {
  const ticked = [...form.querySelectorAll("[name=share]:checked")].map((box) => box.value);
  return ticked.sort().join(" ") === form.elements.said.value.split(" ").sort().join(" ");
}

function show(page) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  for (const id of PARTS) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (!old || !now) continue;
    if (old.tagName !== now.tagName) old.replaceWith(now); // a link back, or the button that sends
    else if (old.innerHTML !== now.innerHTML) old.replaceChildren(...now.childNodes);
  }
  document.querySelector(".bottom-more").textContent = fresh.querySelector(".bottom-more").textContent;
}
