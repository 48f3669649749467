/* A box that opens takes the cursor, so that writing can begin at once. */

export function bind(details) {
  details.addEventListener("toggle", () => {
    if (details.open) details.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
}
