/* A page that the browser kept in memory is asked for again: on a shared tablet it may be somebody else's. It leaves
   empty, so that nothing of it is seen while the server is asked, or where it cannot be. */

export function bind(body) {
  addEventListener("pagehide", (event) => {
    if (event.persisted) body.hidden = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
