import { afterEach, expect, test, vi } from 'vitest';
import { scan } from './scan';

afterEach(() => vi.unstubAllGlobals());

test('a camera whose picture does not run is switched off', async () => {
  const stop = vi.fn();
  const stream = { getTracks: () => [{ stop }] };
  vi.stubGlobal('navigator', {
    mediaDevices: { getUserMedia: () => Promise.resolve(stream) },
  });
  const play = () => Promise.reject(new DOMException('gone', 'AbortError'));
  const video = { srcObject: null, play } as unknown as HTMLVideoElement;
  await expect(scan(video, () => undefined)).rejects.toThrow('gone');
  expect(stop).toHaveBeenCalledOnce();
  expect(video.srcObject).toBeNull();
});
