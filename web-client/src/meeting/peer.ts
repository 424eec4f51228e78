/** The one RTCPeerConnection of a device. Its m-lines stand in the order the server expects:
 *  microphone, camera, screen, screen sound, then receive slots for sound, then for pictures. */

import type { IceServer, Picture } from '../generated/protocol';
import { LayerSwitch } from './layers';

/** How many sounds can be heard at once. */
export const AUDIO_SLOTS = 4;

/** Simulcast layers of the camera, smallest first. */
const LAYERS: readonly RTCRtpEncodingParameters[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
];

/** Layers of a shared screen: whole, and half for small windows and narrow lines. */
const SCREEN_LAYERS: readonly RTCRtpEncodingParameters[] = [
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 400_000, maxFramerate: 8 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 2_500_000, maxFramerate: 15 },
];

export type SlotKind = 'audio' | 'video';

export interface ReceiveSlot {
  kind: SlotKind;
  /** Known once the first offer stands. */
  mid: string;
  stream: MediaStream;
  receiver: RTCRtpReceiver;
}

export interface OwnTracks {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
  screenSound: MediaStreamTrack | null;
}

/** Sends an offer to the server and gives its answer. */
export type Ask = (sdp: string, fresh: boolean) => Promise<string>;

function only(transceiver: RTCRtpTransceiver, kind: SlotKind): void {
  const wanted = kind === 'audio' ? /^audio\/(opus|red)$/i : /^video\/(VP8|rtx)$/i;
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
  // Each codec that nobody will send costs hundreds of bytes an m-line.
  transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => wanted.test(mimeType)));
}

export class Peer {
  readonly connection: RTCPeerConnection;
  readonly #microphone: RTCRtpTransceiver;
  readonly #camera: RTCRtpTransceiver;
  readonly #screen: RTCRtpTransceiver;
  readonly #screenSound: RTCRtpTransceiver;
  readonly #layers: Record<Picture, LayerSwitch>;
  readonly #receiving: { kind: SlotKind; transceiver: RTCRtpTransceiver; stream: MediaStream }[] =
    [];
  #answered = false;

  constructor(
    pictures: number,
    relays: readonly IceServer[],
    /** `relay`: by relays only, to see whether they can be reached. */
    iceTransportPolicy: RTCIceTransportPolicy = 'all',
  ) {
    this.connection = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      iceServers: [...relays],
      iceTransportPolicy,
    });
    this.#microphone = this.#send('audio');
    this.#camera = this.#send('video', LAYERS);
    this.#screen = this.#send('video', SCREEN_LAYERS);
    this.#screenSound = this.#send('audio');
    this.#layers = {
      camera: new LayerSwitch(this.#camera.sender, LAYERS),
      screen: new LayerSwitch(this.#screen.sender, SCREEN_LAYERS),
    };
    for (let slot = 0; slot < AUDIO_SLOTS; slot++) this.#receive('audio');
    this.grow(pictures);
  }

  /** Relays for the next restart; the credentials of those before end some time. */
  useRelays(relays: readonly IceServer[]): void {
    const { connection } = this;
    connection.setConfiguration({ ...connection.getConfiguration(), iceServers: [...relays] });
  }

  /** How many pictures can arrive at once (after the next offer). */
  get pictures(): number {
    return this.#receiving.filter(({ kind }) => kind === 'video').length;
  }

  /** Adds receive slots until `pictures` can arrive; the server learns of them by an offer. */
  grow(pictures: number): void {
    while (this.pictures < pictures) this.#receive('video');
  }

  /** The slots that the server knows. */
  get slots(): ReceiveSlot[] {
    return this.#receiving.flatMap(({ kind, transceiver: { mid, receiver }, stream }) =>
      mid === null ? [] : [{ kind, mid, stream, receiver }],
    );
  }

  /** One exchange of offer and answer. After a failure the connection is as it was before. */
  async negotiate(ask: Ask, restart: boolean): Promise<void> {
    const { connection } = this;
    const offer = await connection.createOffer({ iceRestart: restart });
    await connection.setLocalDescription(offer);
    try {
      const sdp = await ask(connection.localDescription?.sdp ?? '', !this.#answered);
      await connection.setRemoteDescription({ type: 'answer', sdp });
      this.#answered = true;
    } catch (error) {
      if (connection.signalingState === 'have-local-offer')
        await connection.setLocalDescription({ type: 'rollback' });
      throw error;
    }
  }

  /** Puts one's own tracks on the m-lines that wait for them; no negotiation. */
  async send({ microphone, camera, screen, screenSound }: OwnTracks): Promise<void> {
    await Promise.all([
      this.#microphone.sender.replaceTrack(microphone),
      this.#camera.sender.replaceTrack(camera),
      this.#screen.sender.replaceTrack(screen),
      this.#screenSound.sender.replaceTrack(screenSound),
    ]);
  }

  /** Sends only the smallest layer of the camera, or all again. */
  saveData(save: boolean): void {
    this.#layers.camera.lowestOnly(save);
  }

  /** Sends of an own picture only these layers. */
  needed(kind: Picture, layers: readonly string[]): void {
    this.#layers[kind].need(layers);
  }

  get camera(): RTCRtpTransceiver {
    return this.#camera;
  }

  close(): void {
    this.connection.close();
  }

  #send(kind: SlotKind, layers?: readonly RTCRtpEncodingParameters[]): RTCRtpTransceiver {
    const transceiver = this.connection.addTransceiver(kind, {
      direction: 'sendonly',
      ...(layers && { sendEncodings: layers.map((layer) => ({ ...layer })) }),
    });
    only(transceiver, kind);
    return transceiver;
  }

  #receive(kind: SlotKind): void {
    const transceiver = this.connection.addTransceiver(kind, { direction: 'recvonly' });
    only(transceiver, kind);
    this.#receiving.push({
      kind,
      transceiver,
      stream: new MediaStream([transceiver.receiver.track]),
    });
  }
}
