// @vitest-environment node
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('has the types of the REST interface as the server describes it now', () => {
  const run = spawnSync('npm', ['run', '--silent', 'types', '--', '--check'], { encoding: 'utf8' });
  expect(run.status, `run \`make types\`\n${run.stderr}`).toBe(0);
}, 60_000);
