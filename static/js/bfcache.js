/* A page that the browser kept in memory is asked for again: on a shared tablet it may be somebody else's. */

export function bind() {
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
