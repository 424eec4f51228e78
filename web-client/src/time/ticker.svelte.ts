import { createSubscriber } from 'svelte/reactivity';
import { now, type Timestamp } from './format';

/** A moment that moves while something shows it: reading it in a component keeps that current. */
export class Ticker {
  #subscribe: () => void;

  /** `every` in milliseconds. Ticks fall on whole multiples, so that clocks turn over together. */
  constructor(every: number) {
    this.#subscribe = createSubscriber((update) => {
      let timer = 0;
      const arm = () => {
        timer = window.setTimeout(
          () => {
            update();
            arm();
          },
          every - (Date.now() % every),
        );
      };
      arm();
      return () => clearTimeout(timer);
    });
  }

  get now(): Timestamp {
    this.#subscribe();
    return now();
  }
}

export const everySecond = new Ticker(1000);
export const everyMinute = new Ticker(60_000);
