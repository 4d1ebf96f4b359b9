import { expect, test } from 'vitest';
import { standing, tryout } from './key';

test('the ready line fits what the key may do', () => {
  const line = (...given: Parameters<typeof tryout>[2]) => tryout('https://desk.example', 'fb_x', given);
  expect(line('enquiries:create', 'enquiries:read')).toBe("curl https://desk.example/api/enquiries/unclaimed -H 'Authorization: Bearer fb_x'");
  expect(line('enquiries:create')).toContain('-X POST https://desk.example/api/enquiries/public');
  expect(line('enquiries:claim')).toContain('/api/enquiries/claim-next');
  expect(line('reports:read')).toContain('/api/reports/summary');
  expect(line('export')).toBe("curl -o enquiries.csv 'https://desk.example/api/enquiries/export?format=csv' -H 'Authorization: Bearer fb_x'");
});

test('a key says why it is of no use', () => {
  const at = Date.parse('2026-11-23T10:00:00Z');
  expect(standing({ expiresAt: '2026-11-23T10:00:00.001Z', orphaned: false }, at)).toBe('good');
  expect(standing({ expiresAt: '2026-11-23T10:00:00Z', orphaned: true }, at)).toBe('expired');
  expect(standing({ expiresAt: '2026-12-23T10:00:00Z', orphaned: true }, at)).toBe('orphaned');
});
