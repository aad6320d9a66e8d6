import { type BundleJob, bundleInto } from './bundle.ts';

await bundleInto(JSON.parse(process.argv[2] ?? '') as BundleJob);
