/* Says in a hidden field whether this device can make a passkey, so that only then one is offered. */

export async function bind(field) {
  const able = await globalThis.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.();
  field.value = able ? "1" : "";
}
