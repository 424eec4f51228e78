/** Why a camera or microphone cannot be used. Each has a sentence that says what to do. */
export type CaptureFailure =
  /** Somebody said no to the browser's question, or the site is blocked in its settings. */
  | 'denied'
  /** The operating system does not let the browser use it. */
  | 'system'
  /** Another program has it. */
  | 'in_use'
  /** There is none. */
  | 'none'
  /** It was unplugged while in use. */
  | 'unplugged'
  /** The page was not opened over https. */
  | 'insecure'
  /** The browser offers no capture at all. */
  | 'unsupported'
  | 'unknown';

export type Browser = 'chromium' | 'firefox' | 'safari' | 'other';

/** The family of browser, for the words "click the lock, then ..." only. */
export function browserOf(agent: string): Browser {
  if (/Firefox\/|FxiOS\//.test(agent)) return 'firefox';
  if (/Chrom(e|ium)\/|CriOS\/|Edg/.test(agent)) return 'chromium';
  if (/Safari\//.test(agent)) return 'safari';
  return 'other';
}

/** What `getUserMedia` threw, in our words. */
export function failureOf(error: unknown): CaptureFailure {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return /system/i.test(message) ? 'system' : 'denied';
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in_use';
    case 'TypeError':
      return 'insecure';
    default:
      return 'unknown';
  }
}
