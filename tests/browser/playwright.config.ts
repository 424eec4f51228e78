import { defineConfig } from '@playwright/test';

/** Specs in which nobody measures what arrives: two of them may run side by side. */
const pages =
  /(balance|calendar|colleagues|cues|delegation|events|exchanges|exports|floor|forum|hall|history|home|import|invitations|minutes|papers|photo|plan|projects|protocol|registry|sheets|show|signing|slots|votes|wall)\.spec\.ts$/;
/** Tours through every page: they take the longest, and are begun before those. */
const tours = /looks\.spec\.ts$/;

/** Where `make looks` wants to have written what was looked at. */
const looks = process.env.YUNQIAO_LOOKS;

export default defineConfig({
  testDir: './specs',
  outputDir: './results',
  projects: [
    // Each test starts its own server and browsers; two cores carry one meeting at a time.
    { name: 'meetings', testIgnore: [pages, tours], workers: 1 },
    { name: 'looks', testMatch: tours, workers: 2 },
    { name: 'pages', testMatch: pages, workers: 2 },
  ],
  workers: 2,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ...(looks ? [['./support/looks-report.ts', { file: looks }] as const] : [])],
});
