import { expect, test } from 'vitest';
import { parseRunLogUrl, runLogUrl } from './log-server.ts';

const run = { plural: 'backups', namespace: 'shop', name: 'nightly.2026', uid: '5f1c1f0e' };

test.each([true, false])('the log server reads what the apiserver asks for, follow %s', (follow) => {
  expect(parseRunLogUrl(runLogUrl(run, { follow }))).toEqual({ run, follow });
});

test.each(['/', '/runs/backups/shop/nightly/log', '/runs/backups/shop/nightly/u/log/more', '/x/backups/shop/n/u/log'])(
  '%s asks for no log',
  (url) => {
    expect(parseRunLogUrl(url)).toBeUndefined();
  },
);
