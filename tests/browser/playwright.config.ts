import { defineConfig } from '@playwright/test';

/** Specs in which nobody measures what arrives: two of them may run side by side. */
const pages =
  /(calendar|cues|delegation|events|forum|invitations|looks|minutes|papers|plan|protocol|signing|slots|votes|wall)\.spec\.ts$/;

export default defineConfig({
  testDir: './specs',
  outputDir: './results',
  projects: [
    // Each test starts its own server and browsers; two cores carry one meeting at a time.
    { name: 'meetings', testIgnore: pages, workers: 1 },
    { name: 'pages', testMatch: pages, workers: 2 },
  ],
  workers: 2,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
});
