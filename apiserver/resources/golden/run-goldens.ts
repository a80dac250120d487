import { goldenCauses } from './golden-causes.ts';
import { goldenFiles, readGoldens } from './read-goldens.ts';

// Run by rules.test.ts: validates what the golden files hold, and nothing else.
for (const file of goldenFiles) for (const { object } of readGoldens(file)) goldenCauses(object);
