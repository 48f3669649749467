/* Puts a photo of a long list in its place when it is about to come into sight, or when the page is printed.
   Without scripts the browser reads the <noscript> itself, so nothing is lost. */

import { bind as sketch } from "./thumbhash.js";

const watcher = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => put(entry.target)),
  { rootMargin: "10%" },
);

addEventListener("beforeprint", () => document.querySelectorAll(".photo-later").forEach(put));

export function bind(holder) {
  watcher.observe(holder);
}

/* The text of the <noscript> is the picture as the server wrote it, its words already escaped. */
function put(holder) {
  watcher.unobserve(holder);
  const template = document.createElement("template");
  template.innerHTML = holder.querySelector("noscript").textContent;
  const picture = template.content.querySelector("picture");
  holder.replaceWith(template.content);
  if (picture.dataset.thumbhash) sketch(picture);
}
