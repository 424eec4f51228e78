/** The part of trusted types that is used; only Chromium has them. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
}

/** What may become a worker of this client. */
const ADDRESSES = ['/beat.js', '/check-in-worker.js'] as const;
type Address = (typeof ADDRESSES)[number];

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** The address as the browser takes it: the service's policy names what may become a worker, and
 *  lets a page make that policy once. */
export function workerAddress(address: Address): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('yunqiao-worker', {
    createScriptURL: (asked) => ADDRESSES.find((one) => one === asked) ?? '',
  });
  return policy?.createScriptURL(address) ?? address;
}
