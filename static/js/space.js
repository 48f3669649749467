/* The one entry: finds what asks for a behaviour and binds it. Pages work without any of this.
   A behaviour is a module with `bind(element)`; it is fetched only where a page names it. */

const behaviours = {
  bfcache: () => import("./bfcache.js"),
  "card-camera": () => import("./card-camera.js"),
  copy: () => import("./copy.js"),
  cover: () => import("./cover.js"),
  desk: () => import("./desk.js"),
  draft: () => import("./draft.js"),
  editor: () => import("./editor.js"),
  errors: () => import("./errors.js"),
  later: () => import("./later.js"),
  listen: () => import("./listen.js"),
  passkey: () => import("./passkey.js"),
  "passkey-able": () => import("./passkey-able.js"),
  photos: () => import("./photos.js"),
  picker: () => import("./picker.js"),
  seen: () => import("./seen.js"),
  sent: () => import("./sent.js"),
  progress: () => import("./progress.js"),
  starters: () => import("./starters.js"),
  pictures: () => import("./pictures.js"),
  print: () => import("./print.js"),
  "show-password": () => import("./show-password.js"),
  "still-here": () => import("./still-here.js"),
  "submit-once": () => import("./submit-once.js"),
  talk: () => import("./talk.js"),
  tell: () => import("./tell.js"),
  thumbhash: () => import("./thumbhash.js"),
  toast: () => import("./toast.js"),
};

/** Bind everything inside `root` that names a behaviour, each element once. */
export function bindAll(root = document) {
  for (const element of root.querySelectorAll("[data-behaviour]:not([data-bound])")) {
    element.dataset.bound = "";
    for (const name of element.dataset.behaviour.split(" ")) {
      behaviours[name]?.().then((module) => module.bind(element));
    }
  }
}

bindAll();
