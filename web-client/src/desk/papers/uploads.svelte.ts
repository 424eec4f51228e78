/** Uploads at the same time; the others wait. */
const AT_ONCE = 2;

const REFUSALS = [
  'empty',
  'web_page',
  'program',
  'macros',
  'old_office',
  'archive',
  'encoding',
  'damaged',
  'unknown',
  'other_video',
  'video_codec',
  'too_long',
] as const;

/** What only a film has: then it is told how it is made. */
export const isOfFilms = (problem: UploadProblem): boolean =>
  problem === 'other_video' || problem === 'video_codec';

/** Makes a greeting video of any other: a picture that every line carries, and can be jumped in. */
export const COMMAND =
  'ffmpeg -i input.mp4 -vf "scale=-2:720,fps=25" -c:v libvpx -b:v 1500k -c:a libopus -b:a 96k -ac 2 greeting.webm';

/** Why an upload failed: each is a message. */
export type UploadProblem =
  | (typeof REFUSALS)[number]
  | 'other_picture'
  | 'too_large'
  | 'session_full'
  | 'no_room'
  | 'too_many'
  | 'disk_full'
  | 'gone'
  | 'signed_out'
  | 'busy'
  | 'network'
  | 'server';

export type Stage = 'waiting' | 'sending' | 'checking' | 'failed';

let count = 0;

/** One file on its way. */
export class Upload<Target> {
  readonly id = ++count;
  stage = $state<Stage>('waiting');
  /** Of all of it, 0 to 1. */
  sent = $state(0);
  problem = $state<UploadProblem | undefined>();
  /** The most bytes of such a file, where the refusal said so. */
  most = $state<number | undefined>();
  request: XMLHttpRequest | undefined;

  constructor(
    readonly file: File,
    readonly target: Target,
  ) {}
}

/** The files that are on their way to one place, in the order in which they were chosen. `Target`: what is
 *  said of each beside its content; `Added`: what it became. */
export class Uploads<Target, Added> {
  list = $state.raw<readonly Upload<Target>[]>([]);
  #address: (target: Target) => string;
  #done: (added: Added) => void;
  #arrived: string[] = [];
  /** The most bytes of a paper and of a video, once they are known. */
  most = $state.raw({ paper: Number.POSITIVE_INFINITY, video: Number.POSITIVE_INFINITY });

  constructor(address: (target: Target) => string, done: (added: Added) => void) {
    this.#address = address;
    this.#done = done;
  }

  /** The names of those that have arrived since this was asked last. */
  takeArrived(): readonly string[] {
    const names = this.#arrived;
    this.#arrived = [];
    return names;
  }

  get isBusy(): boolean {
    return this.list.some(({ stage }) => stage !== 'failed');
  }

  add(files: Iterable<File>, target: Target): void {
    this.list = [...this.list, ...[...files].map((file) => new Upload(file, target))];
    this.#next();
  }

  /** Stops it, or takes one that failed off the list. */
  drop(upload: Upload<Target>): void {
    this.list = this.list.filter((one) => one !== upload);
    upload.request?.abort();
    this.#next();
  }

  /** Stops all of them. */
  stop(): void {
    const stopped = this.list;
    this.list = [];
    for (const { request } of stopped) request?.abort();
  }

  retry(upload: Upload<Target>): void {
    upload.stage = 'waiting';
    upload.problem = undefined;
    this.#next();
  }

  #next(): void {
    const under = this.list.filter(({ stage }) => stage === 'sending' || stage === 'checking');
    const waiting = this.list.filter(({ stage }) => stage === 'waiting');
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - under.length))) this.#send(upload);
  }

  #send(upload: Upload<Target>): void {
    // One before it was too large, and the next ones went on their way at once.
    if (upload.stage !== 'waiting') return;
    if (upload.file.size > this.mostOf(upload.file)) {
      this.#fail(upload, 'too_large');
      return;
    }
    // `fetch` tells nothing of how far a body has come.
    const request = new XMLHttpRequest();
    upload.request = request;
    upload.stage = 'sending';
    upload.sent = 0;
    request.open('POST', this.#address(upload.target));
    request.setRequestHeader('X-Yunqiao', '1');
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Slug', encodeURIComponent(upload.file.name));
    request.upload.onprogress = ({ loaded, total }) =>
      (upload.sent = total > 0 ? loaded / total : 0);
    request.upload.onload = () => (upload.stage = 'checking');
    request.onload = () => this.#answered(upload, request);
    request.onerror = () => this.#fail(upload, 'network');
    request.send(upload.file);
  }

  /** The most bytes of such a file. What it is, the service decides by what is in it. */
  mostOf({ name }: File): number {
    return name.toLowerCase().endsWith('.webm') ? this.most.video : this.most.paper;
  }

  #answered(upload: Upload<Target>, { status, responseText }: XMLHttpRequest): void {
    if (status !== 201) {
      upload.most = told(responseText).most;
      this.#fail(upload, problemWith(upload.file, problemOf(status, responseText)));
      return;
    }
    this.list = this.list.filter((one) => one !== upload);
    this.#arrived.push(upload.file.name);
    this.#done(JSON.parse(responseText) as Added);
    this.#next();
  }

  #fail(upload: Upload<Target>, problem: UploadProblem): void {
    upload.stage = 'failed';
    upload.problem = problem;
    this.#next();
  }
}

/** What a refusal of the service means. */
export function problemOf(status: number, body: string): UploadProblem {
  const { code, why } = told(body);
  switch (code) {
    case 'kind_refused':
      return REFUSALS.find((one) => one === why) ?? 'unknown';
    case 'too_large':
    case 'session_full':
    case 'no_room':
    case 'too_many':
    case 'disk_full':
      return code;
    case 'recording_behind':
      return 'busy';
    case 'too_slow':
    case 'cut_off':
      return 'network';
    case 'not_found':
      return 'gone';
    default:
      return status === 401 ? 'signed_out' : status === 413 ? 'too_large' : 'server';
  }
}

/** Pictures as phones and other programs keep them: by their content some of them are taken for videos. */
const PICTURE = /\.(heic|heif|avif|webp|gif|bmp|tiff?)$/i;

function problemWith({ name, type }: File, problem: UploadProblem): UploadProblem {
  const isByKind = problem === 'unknown' || problem === 'other_video';
  return isByKind && (type.startsWith('image/') || PICTURE.test(name)) ? 'other_picture' : problem;
}

function told(body: string): { code?: string; why?: string; most?: number } {
  try {
    const { error, detail } = JSON.parse(body) as {
      error?: string;
      detail?: { why?: string; most?: number };
    };
    return { code: error, why: detail?.why, most: detail?.most };
  } catch {
    // What stands before the service may answer in words of its own.
    return {};
  }
}
