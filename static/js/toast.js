/* A toast leaves after its time, but not while a pointer or the focus is on it. */

export function bind(toast) {
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), Number(toast.dataset.seconds) * 1000);
  };
  const hold = () => clearTimeout(timer);
  for (const come of ["pointerenter", "focusin"]) toast.addEventListener(come, hold);
  for (const go of ["pointerleave", "focusout"]) toast.addEventListener(go, wait);
  wait();
}
