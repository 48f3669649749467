/* Once a day tells the server that somebody is here: opening a page changes nothing there, so nobody else can. */

export function bind(body) {
  const { seenHref, seenToken } = body.dataset;
  if (seenHref) fetch(seenHref, { method: "POST", headers: { "X-CSRFToken": seenToken }, keepalive: true });
}
