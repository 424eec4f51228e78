import { expect, test } from 'vitest';
import { LayerSwitch } from './layers';

const LAYERS = [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }];

/** A sender that takes parameters as browsers do: only those it gave last. */
class Sender {
  active = [true, true, true];
  set = 0;
  #given: RTCRtpSendParameters | null = null;

  getParameters(): RTCRtpSendParameters {
    this.#given = {
      encodings: this.active.map((active) => ({ active })),
    } as RTCRtpSendParameters;
    return this.#given;
  }

  async setParameters(parameters: RTCRtpSendParameters): Promise<void> {
    if (parameters !== this.#given) throw new DOMException('stale', 'InvalidStateError');
    this.#given = null;
    await Promise.resolve();
    this.set += 1;
    this.active = parameters.encodings.map(({ active }) => active ?? true);
  }
}

const settled = () => new Promise((done) => setTimeout(done));

test('what is not needed is switched off, the lowest never', async () => {
  const sender = new Sender();
  const layers = new LayerSwitch(sender, LAYERS);
  layers.need(['h']);
  await settled();
  expect(sender.active).toEqual([true, true, false]);
  layers.need([]);
  await settled();
  expect(sender.active).toEqual([true, false, false]);
});

test('wishes in quick succession are carried out one after the other', async () => {
  const sender = new Sender();
  const layers = new LayerSwitch(sender, LAYERS);
  layers.need(['q']);
  layers.need(['q', 'h']);
  layers.lowestOnly(true);
  layers.lowestOnly(false);
  await settled();
  expect(sender.active).toEqual([true, true, false]);
});

test('saving data outlasts what is needed', async () => {
  const sender = new Sender();
  const layers = new LayerSwitch(sender, LAYERS);
  layers.lowestOnly(true);
  layers.need(['q', 'h', 'f']);
  await settled();
  expect(sender.active).toEqual([true, false, false]);
  layers.lowestOnly(false);
  await settled();
  expect(sender.active).toEqual([true, true, true]);
});

test('what changes nothing is not said to the browser', async () => {
  const sender = new Sender();
  new LayerSwitch(sender, LAYERS).need(['q', 'h', 'f']);
  await settled();
  expect(sender.set).toBe(0);
});
