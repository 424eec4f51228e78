import { expect, test } from 'vitest';
import type { SessionRecord } from '../../api';
import { fromRecord } from './begin';

const record = {
  session: 's1',
  zone: 'Asia/Shanghai',
  // 2026-11-27 at 01:00 there, still the 26th in Greenwich.
  planned: { from: Date.parse('2026-11-26T17:00:00Z') * 1000, to: 0 },
  delegations: [
    { partner: null, present: 3 },
    { partner: 'p1', present: 2 },
    { partner: 'p2', present: 0 },
  ],
  notes: [
    {
      note: 'n1',
      now: {
        item: 'i1',
        text: { en: 'A choir comes in spring.' },
        action: { department: ' culture bureau ', due: '2027-03-01', owner: null },
      },
    },
  ],
} as unknown as SessionRecord;
const departments = [
  { id: 'd1', names: { en: 'Culture Bureau' } },
  { id: 'd2', names: { en: 'Culture Bureau of the county' } },
];

test('an action becomes a project with what the record says of it', () => {
  const asked = new URLSearchParams({ session: 's1', decision: 'n1' });
  expect(fromRecord(record, asked, departments)).toEqual({
    title: { en: 'A choir comes in spring.' },
    partners: ['p1'],
    said_on: '2026-11-27',
    said_in: { exchange: null, session: 's1', item: 'i1', decision: 'n1' },
    due: '2027-03-01',
    owner: 'd1',
  });
});

test('a department that may be another is left to be chosen', () => {
  const both = [...departments, { id: 'd3', names: { en: 'Culture bureau' } }];
  const asked = new URLSearchParams({ session: 's1', decision: 'n1' });
  expect(fromRecord(record, asked, both).owner).toBeNull();
});
