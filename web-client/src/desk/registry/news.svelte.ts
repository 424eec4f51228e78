/** That something of the registry stands otherwise than a page may still show, after it was taken back elsewhere. */
class News {
  /** One more with every piece of it. */
  turn = $state(0);

  tell(): void {
    this.turn += 1;
  }
}

export const news = new News();
