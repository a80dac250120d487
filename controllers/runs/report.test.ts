import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { placeOf, Report } from './report.ts';
import { RunLog } from './run-log.ts';

test('what went wrong is counted, listed where it belongs, and logged', () => {
  const log = new RunLog({ now: () => new Date(0), fields: {} });
  const report = new Report(log);
  report.error(placeOf('shop'), 'listing pods failed', { resource: 'pods' });
  report.warning(placeOf(undefined), 'a role is gone');
  report.warning('run', 'hooks were not run');
  expect([report.errors, report.warnings]).toEqual([1, 2]);
  expect(report.results()).toEqual({
    errors: { velero: [], cluster: [], namespaces: { shop: ['listing pods failed'] } },
    warnings: { velero: ['hooks were not run'], cluster: ['a role is gone'], namespaces: {} },
  });
  const text = gunzipSync(log.compressed()).toString();
  expect(text).toContain('level=error msg="listing pods failed" namespace=shop resource=pods');
  expect(text.match(/level=warning/gu)).toHaveLength(2);
});
