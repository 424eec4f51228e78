import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Capture, openBoth } from './capture.svelte';
import { FakeDevices, settled } from './test-support';

let devices: FakeDevices;
let microphone: Capture;
let camera: Capture;

beforeEach(() => {
  devices = new FakeDevices();
  vi.stubGlobal('navigator', { mediaDevices: devices });
  vi.stubGlobal('isSecureContext', true);
  microphone = new Capture('microphone', () => undefined);
  camera = new Capture('camera', () => undefined);
  return () => vi.unstubAllGlobals();
});

describe('a permission that is given late', () => {
  it('opens nothing for somebody who chose to listen only', async () => {
    void openBoth(microphone, camera);
    microphone.close();
    camera.close();
    devices.asked.allow();
    await settled();
    expect(devices.tracks).toHaveLength(2);
    expect(devices.lit).toEqual([]);
    expect([microphone.status, camera.status]).toEqual(['off', 'off']);
  });

  it('opens what is still waited for', async () => {
    void openBoth(microphone, camera);
    camera.close();
    devices.asked.allow();
    await settled();
    expect(devices.lit.map(({ kind }) => kind)).toEqual(['audio']);
    expect([microphone.isSending, camera.status]).toEqual([true, 'off']);
  });

  it('does not take the place of a device that was chosen meanwhile', async () => {
    void openBoth(microphone, camera);
    const both = devices.asked;
    void camera.choose('the other');
    devices.asked.allow();
    both.allow();
    await settled();
    expect(devices.lit).toHaveLength(2);
    expect(devices.lit).toContain(camera.track);
    expect(devices.tracks.filter(({ kind }) => kind === 'video')).toHaveLength(2);
  });

  it('keeps silent what was muted while the browser asked', async () => {
    void microphone.open();
    microphone.enable(false);
    devices.asked.allow();
    await settled();
    expect(microphone.track?.enabled).toBe(false);
    expect(microphone.isSending).toBe(false);
  });
});

describe('a refusal', () => {
  it('is not followed by another question once nobody waits for the answer', async () => {
    void openBoth(microphone, camera);
    microphone.close();
    camera.close();
    devices.asked.refuse('NotFoundError');
    await settled();
    expect(devices.questions).toHaveLength(1);
    expect([microphone.status, camera.status]).toEqual(['off', 'off']);
  });

  it('of both costs nobody the one that is there', async () => {
    void openBoth(microphone, camera);
    devices.asked.refuse('NotFoundError');
    await settled();
    devices.asked.allow();
    await settled();
    devices.asked.refuse('NotReadableError');
    await settled();
    expect(devices.questions.map(({ wanted }) => Object.keys(wanted))).toEqual([
      ['audio', 'video'],
      ['audio'],
      ['video'],
    ]);
    expect(microphone.isSending).toBe(true);
    expect([camera.status, camera.failure]).toEqual(['failed', 'in_use']);
  });

  it('by the person is not asked about again', async () => {
    void openBoth(microphone, camera);
    devices.asked.refuse('NotAllowedError');
    await settled();
    expect(devices.questions).toHaveLength(1);
    expect([microphone.failure, camera.failure]).toEqual(['denied', 'denied']);
  });
});
