/** A dialog that is asked about one thing at a time; it stays in the page so that the focus finds its way back. */
export class Asking<Subject> {
  about = $state.raw<Subject | undefined>();
  open = $state(false);

  ask(about: Subject): void {
    this.about = about;
    this.open = true;
  }
}
