/** Which ways an answer of the media engine offers, as its candidates name them (RFC 8839). */

export type Transport = 'udp' | 'tcp';

const CANDIDATE = /^a=candidate:\S+ \d+ (udp|tcp) \d+ (\S+) (\d+) /i;

function parse(line: string): { transport: Transport; address: string } | undefined {
  const [, transport, host, port] = CANDIDATE.exec(line) ?? [];
  if (transport === undefined || host === undefined || port === undefined) return undefined;
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return { transport: transport.toLowerCase() as Transport, address };
}

/** The answer without the candidates of any other transport. */
export function keepOnly(sdp: string, transport: Transport): string {
  return sdp
    .split('\r\n')
    .filter((line) => {
      const candidate = parse(line);
      return candidate === undefined || candidate.transport === transport;
    })
    .join('\r\n');
}

/** Where the engine can be reached by one transport, each place once. */
export function addresses(sdp: string, transport: Transport): string[] {
  const found = sdp.split('\r\n').flatMap((line) => {
    const candidate = parse(line);
    return candidate?.transport === transport ? [candidate.address] : [];
  });
  return [...new Set(found)];
}
