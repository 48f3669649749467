/* A toast leaves after its time, but not while a pointer or the focus is on it. One with a way back only lies down:
   it covers nothing any more and stays where it is until the next page. */

export function bind(toast) {
  let timer = 0;
  const leave = () => (toast.querySelector("form") ? toast.classList.add("toast-quiet") : toast.remove());
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(leave, Number(toast.dataset.seconds) * 1000);
  };
  const hold = () => clearTimeout(timer);
  for (const come of ["pointerenter", "focusin"]) toast.addEventListener(come, hold);
  for (const go of ["pointerleave", "focusout"]) toast.addEventListener(go, wait);
  wait();
}
