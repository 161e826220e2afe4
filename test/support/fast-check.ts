import * as fc from 'fast-check';

// The same cases at every run: a red test stays red, a green one green. FAST_CHECK_SEED explores others.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_123) });

export default fc;
