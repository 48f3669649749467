/* A button that asks the browser for a passkey and sends the answer with its form. Where there can be none it stays hidden.
   data-ceremony is "get" or "create"; data-options is what the server asks, as JSON with bytes in base64url. */

const ABLE = "PublicKeyCredential" in window && Boolean(navigator.credentials);

export function bind(button) {
  if (!ABLE) return;
  button.hidden = false;
  button.addEventListener("click", () => ask(button));
}

async function ask(button) {
  const { ceremony, options, challenge, action } = button.dataset;
  button.setAttribute("aria-busy", "true");
  try {
    const credential = await navigator.credentials[ceremony]({ publicKey: read(JSON.parse(options)) });
    button.form.elements.challenge.value = challenge;
    button.form.elements.credential.value = JSON.stringify(write(credential));
    if (action) button.form.action = action;
    button.form.submit();
  } catch {
    say(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function say(button) {
  const said = button.form.querySelector("[data-passkey-said]");
  said.hidden = false;
  said.textContent = button.dataset.failed;
}

function read(options) {
  const named = (one) => ({ ...one, id: bytes(one.id) });
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: options.allowCredentials.map(named) }),
    ...(options.excludeCredentials && { excludeCredentials: options.excludeCredentials.map(named) }),
  };
}

function write(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: said,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function bytes(base64url) {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
