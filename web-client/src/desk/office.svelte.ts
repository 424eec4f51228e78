import type { Me, Office } from '../api';

/** Whose desk this is. The frame fills it before any page inside is shown. */
class Desk {
  #office = $state.raw<Office | undefined>();
  me = $state.raw<Me | undefined>();

  get office(): Office {
    if (!this.#office) throw new Error('the office is read before the frame has loaded it');
    return this.#office;
  }
  set office(office: Office) {
    this.#office = office;
  }
  get known(): boolean {
    return this.#office !== undefined;
  }
}

export const desk = new Desk();
