import { mkdirSync, writeFileSync } from 'node:fs';
import { previewPage } from './preview-page.ts';

/** `npm run preview`: every message on one page, to be opened in a browser. */
const file = new URL('../../../data/preview.html', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
writeFileSync(file, previewPage());
console.log(`Open ${file.href}`);
