/* The summary of what did not fit takes the focus, so that it is read first. */

export function bind(summary) {
  summary.focus();
}
