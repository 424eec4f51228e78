/// <reference types="vite/client" />

declare module 'virtual:flags' {
  /** Folder of the flags, with a slash at both ends. */
  export const flagBase: string;
}

interface Window {
  /** Set by `floor.js` when the browser cannot run the application and has been told so. */
  yunqiaoBelowFloor?: boolean;
}
